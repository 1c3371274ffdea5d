"""Addresses of the room intake."""

from django.urls import path

from dotline.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("open/", views.open_call, name="open"),
    path("services/", views.services, name="services"),
    path("desks/", views.desks, name="desks"),
    path("shift/begin/", views.begin, name="begin-shift"),
    path("shift/end/", views.end, name="end-shift"),
    path("shift/give/", views.give, name="give-shift"),
    path("shift/<uuid:handover_id>/", views.handover, name="handover"),
    path("children/", views.decisions, name="decisions"),
    path("children/<uuid:decision_id>/", views.review, name="review-child"),
    path("tips/", views.tips, name="tips"),
    path("tips/new/", views.new_tip, name="tip-new"),
    path("tips/police/", views.police, name="police"),
    path("tips/police/<uuid:tip_id>/", views.police_tip, name="police-tip"),
    path("tips/<uuid:tip_id>/", views.tip, name="tip"),
    path("tips/<uuid:tip_id>/open/", views.tip_open, name="tip-open"),
    path("tips/<uuid:tip_id>/weigh/", views.tip_weigh, name="tip-weigh"),
    path("tips/<uuid:tip_id>/route/", views.tip_route, name="tip-route"),
    path("tips/<uuid:tip_id>/receipt/", views.tip_receipt, name="tip-receipt"),
    path("tips/<uuid:tip_id>/end/", views.tip_end, name="tip-end"),
    path("tips/<uuid:tip_id>/answer/", views.tip_answer, name="tip-answer"),
    path("unmet/", views.unmet, name="unmet"),
    path("<uuid:contact_id>/", views.call, name="call"),
    path("<uuid:contact_id>/draft/", views.draft, name="draft"),
    path("<uuid:contact_id>/draft/drop/", views.drop_draft, name="draft-drop"),
    path("<uuid:contact_id>/close/", views.close, name="close"),
    path("<uuid:contact_id>/belonging/", views.take_back_nation, name="take-back-nation"),
    path("<uuid:contact_id>/reach/", views.reach, name="reach"),
    path("<uuid:contact_id>/child/", views.child, name="child"),
    path("<uuid:contact_id>/code/", views.code, name="code"),
]
