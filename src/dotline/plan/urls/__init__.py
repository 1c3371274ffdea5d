"""Addresses of the plan."""

from django.urls import path

from dotline.plan import views

app_name = "plan"
urlpatterns = [
    path("", views.board, name="board"),
    path("advice/", views.advice.listing, name="advice"),
    path("asked/", views.lists.asked, name="asked"),
    path("members/", views.lists.members, name="members"),
    path("programmes/", views.lists.programmes, name="programmes"),
    path("claims/", views.claims.listing, name="claims"),
    path("due/", views.clocks.board, name="clocks"),
    path("due/<slug:code>.ics", views.clocks.calendar, name="calendar"),
    path("<str:code>/", views.item, name="item"),
]
