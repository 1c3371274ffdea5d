"""A need that a search without a call could not meet, written down as codes about nobody (R-34, R-45)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dotline.base.errors import Conflict, fill
from dotline.intake import actions, policy
from dotline.intake.forms import UnmetForm
from dotline.ui.asked import reader_of


@require_http_methods(["GET", "POST"])
def unmet(request: HttpRequest) -> HttpResponse:
    """Write the need down; the same form sent again with other words is refused with its words shown."""
    reader = reader_of(request)
    policy.may_write(reader).or_refuse()
    form = UnmetForm(request.POST or None)
    if form.is_valid():
        try:
            actions.record_unmet_need(by=reader, **form.cleaned_data)
        except Conflict as error:
            words = (error.template, error.next_step)
            form.add_error(None, " ".join(fill(_(one), error.params) for one in words if one))
        else:
            return redirect(reverse("intake:unmet") + "?done=1")
    context = {"form": form, "done": "done" in request.GET and not form.is_bound}
    return render(request, "intake/unmet.html", context, status=400 if form.is_bound else 200)
