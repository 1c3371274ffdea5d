"""Addresses of the public site: the HSDS API at the root, pages under /en/ and /fr/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from dotline.site.public import listings, own, tips, views

urlpatterns = [
    path("", views.root, name="root"),
    path("health", views.health, name="health"),
    path("", include("dotline.directory.api_urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("letter/", views.letter, name="letter"),
        path("tip/", tips.tip, name="tip"),
        path("tip/answer/", tips.answer, name="tip-answer"),
        path("page/", own.own, name="own"),
        path("page/close/", own.leave, name="own-leave"),
        path("listing/<slug:token>/", listings.answer, name="listing-answer"),
        path("card/", views.card, name="card"),
        path("card/<slug:language>/", views.card, name="card-in"),
        path("directory/", include("dotline.directory.urls")),
        path("statistics/", include("dotline.statistics.urls")),
        path("plan/", include("dotline.plan.urls.public")),
        path("report/", include("dotline.report.urls")),
    ),
]

handler400 = "dotline.site.problems.bad_request"
handler403 = "dotline.site.problems.forbidden"
handler404 = "dotline.site.problems.page_not_found"
handler500 = "dotline.site.problems.server_error"
