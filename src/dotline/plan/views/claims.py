"""The page of claims: figures that others published, side by side, with who says them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dotline.plan import policy
from dotline.reference import claims
from dotline.ui.asked import reader_of
from dotline.ui.figures import said


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Everything that is claimed, by subject, the contested first; `?about=` shows one subject."""
    policy.may_read(reader_of(request)).or_refuse()
    only = request.GET.get("about", "")
    shown = [pair for pair in claims.by_subject() if only in ("", pair[0].code)]
    sections = [
        {"subject": subject, "rows": [{"claim": one, "figure": said(one)} for one in found]}
        for subject, found in shown
    ]
    context = {"sections": sections, "only": only, "count": sum(len(one) for _s, one in shown)}
    return render(request, "plan/claims.html", context)
