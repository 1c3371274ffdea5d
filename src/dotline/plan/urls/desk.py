"""Addresses of the plan at the desk: those of everybody, and those of whoever keeps it or judges it."""

from django.urls import path

from dotline.plan import urls
from dotline.plan.views import advising, desk, moderating, rating

app_name = urls.app_name
urlpatterns = [
    path("desk/", desk.board, name="desk"),
    path("desk/advise/", advising.give, name="advise"),
    path("desk/advice/<str:code>/reply/", advising.reply, name="reply"),
    path("desk/advice/<str:code>/withdraw/", advising.withdraw, name="withdraw-advice"),
    path("desk/comments/", moderating.listing, name="comments"),
    path("desk/comments/<uuid:comment>/publish/", moderating.publish, name="publish-comment"),
    path("desk/comments/<uuid:comment>/decline/", moderating.decline, name="decline-comment"),
    path("desk/comments/<uuid:comment>/down/", moderating.take_down, name="take-comment-down"),
    path("desk/<str:code>/rate/", rating.rate, name="rate"),
    path("desk/<str:code>/rate-own/", rating.rate_own, name="rate-own"),
    path("desk/<str:code>/take-back/", rating.take_back, name="take-back-rating"),
    *urls.urlpatterns,
]
