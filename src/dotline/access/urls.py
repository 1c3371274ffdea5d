"""Addresses of sign-in and sign-out."""

from django.urls import path

from dotline.access import views

app_name = "access"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
