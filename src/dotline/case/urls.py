"""Addresses of the room case."""

from django.urls import path

from dotline.case import views
from dotline.case.views import (
    card,
    courts,
    people,
    permits,
    plans,
    returns,
    safeguards,
    screens,
    sharing,
)

app_name = "case"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("open/", views.open_new, name="open"),
    path("deadlines/", views.deadlines, name="deadlines"),
    path("<uuid:case_id>/people/", people.case_people, name="people"),
    path("<uuid:case_id>/people/look/", people.look, name="look"),
    path("<uuid:case_id>/people/add/", people.add_person, name="add-person"),
    path("<uuid:case_id>/people/<slug:what>/", people.people_send, name="people-send"),
    path("<uuid:case_id>/happened/", people.happened, name="happened"),
    path("<uuid:case_id>/happened/<slug:what>/", people.happened_send, name="happened-send"),
    path("involvement/<uuid:involvement_id>/correct/", people.correct_fact, name="correct-fact"),
    path("<uuid:case_id>/card/", card.card, name="card"),
    path("<uuid:case_id>/plan/", plans.plan, name="plan"),
    path("<uuid:case_id>/plan/<slug:what>/", plans.plan_send, name="plan-send"),
    path("involvement/<uuid:involvement_id>/safety/", plans.safety_send, name="safety-send"),
    path("need/<uuid:need_id>/met/", plans.meet_need, name="meet-need"),
    path("beside/<uuid:representative_id>/end/", plans.end_stand_by, name="end-stand-by"),
    path("<uuid:case_id>/permits/", permits.case_permits, name="permits"),
    path("<uuid:case_id>/permits/<slug:what>/", permits.permits_send, name="permits-send"),
    path("<uuid:case_id>/return/", returns.return_home, name="return"),
    path("<uuid:case_id>/return/<slug:what>/", returns.return_send, name="return-send"),
    path("<uuid:case_id>/court/", courts.court, name="court"),
    path("<uuid:case_id>/court/<slug:what>/", courts.court_send, name="court-send"),
    path("<uuid:case_id>/consent/", sharing.consent, name="consent"),
    path("<uuid:case_id>/consent/<slug:what>/", sharing.consent_send, name="consent-send"),
    path("<uuid:case_id>/disclosed/", sharing.disclosed, name="disclosed"),
    path("<uuid:case_id>/disclosed/<slug:what>/", sharing.disclosed_send, name="disclosed-send"),
    path("disclosure/<uuid:disclosure_id>/request/", sharing.request_shown, name="request"),
    path("instruments/", screens.instruments, name="instruments"),
    path("fairness/", safeguards.fairness_page, name="fairness"),
    path("<uuid:case_id>/screening/", screens.screening_page, name="screening"),
    path("<uuid:case_id>/screening/<slug:what>/", screens.screening_send, name="screening-send"),
    path("screen/<uuid:screen_id>/", screens.screen, name="screen"),
    path("screen/<uuid:screen_id>/answer/", screens.answer, name="answer-screen"),
    path("screen/<uuid:screen_id>/<slug:what>/", screens.screen_send, name="screen-send"),
    path("<uuid:case_id>/safeguards/", safeguards.safeguards_page, name="safeguards"),
    path(
        "<uuid:case_id>/safeguards/<slug:what>/", safeguards.safeguards_send, name="safeguards-send"
    ),
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
