"""Small forms of a case's page: each is sent to an address of its own and shown again with its words if not taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dotline.base.errors import Conflict, Invalid, Refused, not_found
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.models import CaseFile
from dotline.case.views.pages import explained
from dotline.ui.asked import reader_of

# Draws the page again; the form is the one whose words were not taken.
Page = Callable[[HttpRequest, CaseFile, Form | None], HttpResponse]


@dataclass(frozen=True)
class Small:
    """One small form: how it is made, and what its valid words do.

    `names` says which of its fields hold the id of a row, and how that row is got: a row of another
    case than that of the address is not found.
    """

    make: Callable[..., Any]
    act: Callable[[Reader, CaseFile, Any], object]
    names: Mapping[str, Callable[[Reader, UUID], queries.OfCase]] = field(default_factory=dict)

    def check(self, reader: Reader, row: CaseFile, said: Mapping[str, Any]) -> None:
        """Raises NotFound when a field names a row of another case."""
        for name, get in self.names.items():
            if said[name] is not None and queries.case_id_of(get(reader, said[name])) != row.id:
                raise not_found(name)


def take(
    request: HttpRequest,
    case_id: UUID,
    what: str,
    table: Mapping[str, Small],
    page: Page,
    may: Callable[[Reader, CaseFile], Decision] = policy.may_change,
) -> HttpResponse:
    """Take what was sent to one of a page's forms; refused words stand on the page again.

    `may` says who may send anything to this page at all; each action asks its own policy besides.
    """
    reader = reader_of(request)
    row = queries.case(reader, case_id)
    may(reader, row).or_refuse()
    small = table.get(what)
    if small is None:
        raise Http404
    form = small.make(reader, row, request.POST, what)
    if form.is_valid():
        small.check(reader, row, form.cleaned_data)
        try:
            small.act(reader, row, form)
        except (Conflict, Invalid, Refused) as error:
            explained(form, error)
    if form.errors:
        return page(request, row, form)
    return redirect(reverse(page.__dict__["address"], args=[case_id]))


def plain(kind: type[Form]) -> Callable[[Reader, CaseFile, Any, str], Form]:
    """How a form is made that offers nothing of the case."""

    def make(reader: Reader, row: CaseFile, data: Any, prefix: str) -> Form:
        del reader, row
        return kind(data, prefix=prefix)

    return make


def again(form: Form | None, prefix: str, which: UUID, fresh: Callable[[str], Form]) -> Form:
    """The form that was not taken in the place where it was sent, else a fresh one made with its prefix.

    For a form that stands on the page once for each row: `which` is the row, and keeps their ids apart.
    """
    mine = form is not None and form.prefix == prefix
    sent = mine and form is not None and form.data.get(f"{prefix}-which") == str(which)
    shown = form if form is not None and sent else fresh(prefix)
    shown.auto_id = f"id_{which}_%s"
    return shown


def chosen(form: Form | None, prefix: str, fresh: Callable[[], Form]) -> Form:
    """The form that was not taken if it is this one, else a fresh one."""
    return form if form is not None and form.prefix == prefix else fresh()
