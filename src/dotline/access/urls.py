"""Addresses of sign-in, sign-out, keys of programs and break-glass."""

from django.urls import path

from dotline.access import views
from dotline.access.glass import views as glass
from dotline.access.programs import views as programs

app_name = "access"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("keys/", programs.keys, name="keys"),
    path("keys/<uuid:key_id>/revoke/", programs.revoke, name="key-revoke"),
    path("break-glass/", glass.glasses, name="glasses"),
    path("break-glass/<uuid:glass_id>/", glass.glass, name="glass"),
    path("break-glass/<uuid:glass_id>/record/", glass.look, name="glass-look"),
    path("break-glass/<uuid:glass_id>/end/", glass.end, name="glass-end"),
    path("break-glass/<uuid:glass_id>/review/", glass.review, name="glass-review"),
    path("break-glass/<uuid:glass_id>/give-back/", glass.give_back, name="glass-give-back"),
]
