"""Addresses of the room at the desk: those of everybody, and those of whoever keeps the directory."""

from django.urls import path

from dotline.directory import urls, views

app_name = urls.app_name
urlpatterns = [
    *urls.urlpatterns,
    path("freshness/", views.freshness, name="freshness"),
    path("freshness/<uuid:service_id>/", views.confirming, name="confirming"),
    path("freshness/<uuid:service_id>/confirm/", views.confirm, name="confirm"),
    path("freshness/<uuid:service_id>/waive/", views.waive, name="waive"),
    path("freshness/<uuid:service_id>/unconfirm/", views.unconfirm, name="unconfirm"),
    path("freshness/<uuid:service_id>/ask/", views.ask, name="ask"),
    path("answers/", views.answers, name="answers"),
    path("answers/<uuid:answer_id>/", views.answer, name="answer"),
    path("conflicts/", views.conflicts, name="conflicts"),
    path("conflicts/decide/", views.decide_conflict, name="decide-conflict"),
    path("conflicts/undo/", views.undo_conflict, name="undo-conflict"),
    path("duplicates/", views.duplicate_pairs, name="duplicates"),
    path("duplicates/look/", views.look_for_duplicates, name="look-for-duplicates"),
    path("duplicates/<uuid:pair_id>/judge/", views.judge_pair, name="judge-pair"),
]
