"""Addresses of the desk: every room under its own word, in both languages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from dotline.site import desk_views

urlpatterns = [
    path("", desk_views.root, name="root"),
    path("health", desk_views.health, name="health"),
    path("api/", include("dotline.referral.api_urls")),
    *i18n_patterns(
        path("", desk_views.home, name="home"),
        path("ui/", desk_views.components, name="components"),
        path("letters/", desk_views.letters, name="letters"),
        path("letters/<uuid:letter_id>/", desk_views.letter, name="letter-open"),
        path("jobs/", desk_views.jobs, name="jobs"),
        path("access/", include("dotline.access.urls")),
        path("intake/", include("dotline.intake.urls")),
        path("referral/", include("dotline.referral.urls")),
        path("case/", include("dotline.case.urls")),
        path("directory/", include("dotline.directory.urls.desk")),
        path("statistics/", include("dotline.statistics.urls")),
        path("plan/", include("dotline.plan.urls.desk")),
        path("report/", include("dotline.report.urls")),
    ),
]

handler400 = "dotline.site.problems.bad_request"
handler403 = "dotline.site.problems.forbidden"
handler404 = "dotline.site.problems.page_not_found"
handler500 = "dotline.site.problems.server_error"
