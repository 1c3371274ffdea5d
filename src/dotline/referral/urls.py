"""Addresses of the room referral."""

from django.urls import path

from dotline.referral import views
from dotline.referral.views import briefings, forces, practices

app_name = "referral"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("ended/", views.archive, name="archive"),
    path("sent/", views.sent, name="sent"),
    path("reviews/", views.reviews, name="reviews"),
    path("send/<uuid:contact_id>/", views.services, name="services"),
    path("send/<uuid:contact_id>/<uuid:service_id>/", views.send, name="send"),
    path("emergency/<uuid:contact_id>/<uuid:service_id>/", views.emergency, name="emergency"),
    path("consents/<uuid:consent_id>/withdraw/", views.withdraw, name="withdraw"),
    path("listings/", views.listings, name="listings"),
    path("listings/new/", views.new_listing, name="listing-new"),
    path("listings/<uuid:listing_id>/change/", views.change_listing, name="listing-change"),
    path("listings/<uuid:listing_id>/withdraw/", views.withdraw_listing, name="listing-withdraw"),
    path("shared/", views.shared, name="shared"),
    path("reveals/", views.reveals, name="reveals"),
    path("reveals/<uuid:reveal_id>/", views.reveal, name="reveal"),
    path("reveals/<uuid:reveal_id>/open/", views.open_reveal, name="reveal-open"),
    path("reveals/<uuid:reveal_id>/answer/", views.answer_reveal, name="reveal-answer"),
    path("<uuid:referral_id>/reveal/", views.ask_reveal, name="reveal-ask"),
    path("listings/<uuid:listing_id>/", views.listing, name="listing"),
    path("listings/<uuid:listing_id>/approve/", views.approve, name="approve"),
    path("beds/", views.beds, name="beds"),
    path("beds/<uuid:service_id>/", views.count_beds, name="count_beds"),
    path("follow-ups/", views.follow_ups, name="follow_ups"),
    path("follow-ups/<uuid:follow_up_id>/", views.follow_up, name="follow_up"),
    path("numbers/", views.numbers, name="numbers"),
    path("apart/<uuid:contact_id>/", views.apart, name="apart"),
    path("tell/<uuid:contact_id>/<uuid:service_id>/", views.tell, name="tell"),
    path("outside/<uuid:outside_id>/", views.outcome, name="outcome"),
    path("<uuid:referral_id>/write/", views.write, name="write"),
    path("<uuid:referral_id>/step/<slug:what>/", views.step, name="step"),
    path("network/", forces.home, name="network"),
    path("network/new/", forces.found, name="found-force"),
    path("network/briefings/", briefings.stream, name="briefings"),
    path("network/briefings/new/", briefings.issue, name="issue-briefing"),
    path("network/briefings/<uuid:briefing_id>/", briefings.briefing, name="briefing"),
    path("network/briefings/<uuid:briefing_id>/read/", briefings.read, name="read-briefing"),
    path(
        "network/briefings/<uuid:briefing_id>/correct/", briefings.correct, name="correct-briefing"
    ),
    path("network/practices/", practices.library, name="practices"),
    path("network/practices/new/", practices.write, name="write-practice"),
    path("network/practices/<uuid:practice_id>/", practices.practice, name="practice"),
    path(
        "network/practices/<uuid:practice_id>/approve/", practices.approve, name="approve-practice"
    ),
    path("network/practices/<uuid:practice_id>/review/", practices.review, name="review-practice"),
    path(
        "network/practices/shipped/<slug:code>/",
        practices.shipped_practice,
        name="shipped-practice",
    ),
    path("network/<uuid:force_id>/", forces.force, name="force"),
    path("network/<uuid:force_id>/add/<slug:what>/", forces.add, name="add-to-force"),
    path("network/<uuid:force_id>/seats/<uuid:agency_id>/", forces.end_seat, name="end-seat"),
    path("network/meetings/<uuid:meeting_id>/", forces.meeting, name="meeting"),
    path("network/tasks/<uuid:task_id>/", forces.move_task, name="move-task"),
    path("<uuid:referral_id>/", views.referral, name="referral"),
    path("<uuid:referral_id>/accept/", views.accept, name="accept"),
    path("<uuid:referral_id>/decline/", views.decline, name="decline"),
    path("<uuid:referral_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:referral_id>/proceed/", views.proceed, name="proceed"),
    path("<uuid:referral_id>/review/", views.review, name="review"),
]
