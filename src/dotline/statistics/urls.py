"""Addresses of statistics, the same at the desk and on the public site."""

from django.urls import path

from dotline.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("measures/", views.measures, name="measures"),
    path("measures/<slug:code>/", views.measure, name="measure"),
    path("tables/<slug:code>/", views.table, name="table"),
    path("tables/<slug:code>.csv", views.download_csv, name="table-csv"),
    path("tables/<slug:code>.json", views.download_json, name="table-json"),
    path("explore/", views.explore, name="explore"),
    path("standards/", views.standards, name="standards"),
    path("series/", views.series, name="series"),
    path("methods/", views.methods, name="methods"),
    path("editions/<slug:edition>.zip", views.download_package, name="package"),
    path("numbers/<uuid:number_id>/", views.number, name="number"),
]
