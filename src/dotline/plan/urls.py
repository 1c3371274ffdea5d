"""Addresses of the plan."""

from django.urls import path

from dotline.plan import views

app_name = "plan"
urlpatterns = [
    path("", views.board, name="board"),
    path("<str:code>/", views.item, name="item"),
]
