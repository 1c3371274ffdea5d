"""Addresses of the plan on the public site: those of everybody, and the form of a comment."""

from django.urls import path

from dotline.plan import urls
from dotline.plan.views import commenting

app_name = urls.app_name
urlpatterns = [
    path("<str:code>/comment/", commenting.comment, name="comment"),
    *urls.urlpatterns,
]
