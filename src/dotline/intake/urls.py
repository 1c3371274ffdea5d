"""Addresses of the room intake."""

from django.urls import path

from dotline.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("open/", views.open_call, name="open"),
    path("services/", views.services, name="services"),
    path("<uuid:contact_id>/", views.call, name="call"),
    path("<uuid:contact_id>/draft/", views.draft, name="draft"),
    path("<uuid:contact_id>/draft/drop/", views.drop_draft, name="draft-drop"),
    path("<uuid:contact_id>/close/", views.close, name="close"),
    path("<uuid:contact_id>/reach/", views.reach, name="reach"),
]
