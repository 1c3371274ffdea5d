"""Addresses of the room directory."""

from django.urls import path

from dotline.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.index, name="find"),
    path("services/<uuid:service_id>/", views.service, name="service"),
    path("library/", views.library, name="library"),
    path("beside/", views.beside, name="beside"),
    path("suggest/", views.suggest, name="suggest"),
]
