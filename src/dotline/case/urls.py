"""Addresses of the room case."""

from django.urls import path

from dotline.case import views

app_name = "case"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("open/", views.open_new, name="open"),
    path("deadlines/", views.deadlines, name="deadlines"),
    path("<uuid:case_id>/timeline/", views.timeline, name="timeline"),
    path("known/", views.known, name="known"),
    path("referral/<uuid:referral_id>/", views.open_from_referral, name="open-from-referral"),
    path("<uuid:case_id>/", views.case, name="case"),
    path("<uuid:case_id>/close/", views.close, name="close"),
    path("involvement/<uuid:involvement_id>/fact/", views.add_fact, name="add-fact"),
    path(
        "involvement/<uuid:involvement_id>/determination/",
        views.add_determination,
        name="add-determination",
    ),
    path(
        "involvement/<uuid:involvement_id>/identifier/",
        views.add_identifier,
        name="add-identifier",
    ),
    path("identifier/<uuid:identifier_id>/", views.open_identifier, name="open-identifier"),
]
