"""Addresses of the HSDS API, at the root of the public site. The standard has no slash at the end."""

from django.urls import path

from dotline.directory import api
from dotline.directory.api.openapi import LISTS

urlpatterns = [
    path("openapi.json", api.described, name="hsds-openapi"),
    *(
        route
        for name, kind in LISTS.items()
        for route in (
            path(name, api.listing(kind), name=f"hsds-{name}"),
            path(f"{name}/<str:key>", api.single(kind), name=f"hsds-{kind}"),
        )
    ),
]
