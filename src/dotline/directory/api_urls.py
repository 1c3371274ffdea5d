"""Addresses of the HSDS API, at the root of the public site. The standard has no slash at the end."""

from django.urls import path

from dotline.directory import api

_LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}

urlpatterns = [
    route
    for name, kind in _LISTS.items()
    for route in (
        path(name, api.listing(kind), name=f"hsds-{name}"),
        path(f"{name}/<str:key>", api.single(kind), name=f"hsds-{kind}"),
    )
]
