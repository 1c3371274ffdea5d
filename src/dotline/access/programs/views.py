"""The page of keys for programs: what there is, one more, and the end of one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dotline.access.models import ApiKey
from dotline.access.programs import actions, policy, queries, rules
from dotline.access.programs.forms import ROLE_LABELS, SCOPE_LABELS, KeyForm
from dotline.access.queries import agency, workers
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, Refused
from dotline.ui.again import shown_again
from dotline.ui.asked import reader_of


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The agency's keys, and the form for one more. A key that was made is on this one answer and nowhere else."""
    reader = reader_of(request)
    policy.may_keep_keys(reader).or_refuse()
    roles = rules.roles_for(agency(reader, reader.own).kind)
    if request.method == "GET":
        return _page(request, KeyForm(roles=roles))
    form = KeyForm(request.POST, roles=roles)
    if not form.is_valid():
        return _page(request, form, status=400)
    said = form.cleaned_data
    scopes = frozenset(rules.Scope(one) for one in said["scopes"])
    role = rules.KeyRole(said["role"])
    wanted = actions.NewKey(said["key"], said["name"], role, scopes, said["days"])
    try:
        secret = actions.make_key(by=reader, key=wanted, code=said["code"])
    except (Conflict, Invalid, Refused) as refusal:
        return _page(request, shown_again(form, refusal), status=refusal.status)
    return _page(request, KeyForm(roles=roles), secret)


@require_POST
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """End a key."""
    actions.revoke_key(by=reader_of(request), key_id=key_id)
    return redirect("access:keys")


def _page(request: HttpRequest, form: KeyForm, secret: str = "", status: int = 200) -> HttpResponse:
    reader = reader_of(request)
    names = {one.id: one.display_name for one in workers(reader)}
    rows = [_shown(row, names) for row in queries.of_agency(reader)[:100]]
    context = {"form": form, "rows": rows, "secret": secret, "api": _address(request)}
    return render(request, "access/keys.html", context, status=status)


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri("/api/")


def _shown(row: ApiKey, names: dict[UUID, str]) -> dict[str, object]:
    usable = bool(rules.usable(queries.kept(row), clock.now()))
    return {
        "row": row,
        "who": names.get(row.made_by, ""),
        "role": ROLE_LABELS[rules.KeyRole(row.role)],
        "scopes": [SCOPE_LABELS[rules.Scope(one)] for one in row.scopes.split()],
        "usable": usable,
        "state": "revoked" if row.revoked_at else "usable" if usable else "expired",
    }
