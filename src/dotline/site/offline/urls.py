"""Addresses of the offline desk: the search at its usual place, a call, and one answer for all other pages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from dotline.site.offline import views

urlpatterns = [
    path("", views.root, name="root"),
    path("health", views.health, name="health"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("directory/", include("dotline.directory.urls")),
        path("offline/call/", views.call, name="offline-call"),
        path("<path:rest>", views.away, name="offline-away"),
    ),
]

handler400 = "dotline.site.problems.bad_request"
handler403 = "dotline.site.problems.forbidden"
handler404 = "dotline.site.problems.page_not_found"
handler500 = "dotline.site.problems.server_error"
