"""Addresses of the directory for programs with a key, at the desk. As in the standard, without a slash at the end."""

from django.urls import path

from dotline.referral import api

urlpatterns = [
    path("openapi.json", api.described, name="hsds-openapi"),
    path("shared", api.shared, name="hsds-shared"),
    *(
        route
        for name, kind in api.LISTS.items()
        for route in (
            path(name, api.listing(kind), name=f"hsds-{name}"),
            path(f"{name}/<str:key>", api.single(kind), name=f"hsds-{kind}"),
        )
    ),
]
