"""Addresses of the reports."""

from django.urls import path

from dotline.report import views

app_name = "report"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("build/", views.build, name="build"),
    path("<uuid:report_id>/", views.read, name="read"),
    path("<uuid:report_id>/<str:name>", views.download, name="download"),
]
