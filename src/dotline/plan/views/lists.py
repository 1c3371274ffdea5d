"""Pages of programmes, of what others asked, and of who belongs to which body."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dotline.plan import policy
from dotline.plan.formats.words import KINDS
from dotline.plan.rules import asked as asking
from dotline.plan.rules import programmes as kept
from dotline.plan.rules.programmes import Programme
from dotline.reference import organisations, vocabulary
from dotline.ui.asked import lang, reader_of
from dotline.ui.figures import said
from dotline.ui.numbers import money

PARTS: dict[str, str | Promise] = {
    "member": _("member"),
    "co_chair": _("co-chair"),
    "lead": _("leads"),
}
GROUPS: dict[str, str | Promise] = {
    "components": _("The five components of the press release of 2010"),
    "parliament": _("Motions, bills and reports of Parliament"),
    "tip_2009": _("The Trafficking in Persons Report of 2009"),
    "tip_2010": _("The Trafficking in Persons Report of 2010"),
    "tip_2024": _("The Trafficking in Persons Report of 2024"),
    "others": _("Community organisations and experts"),
}


def _row(one: Programme) -> dict[str, object]:
    """A programme with its names looked up and its sums written out; sums are not added."""
    share = one.awareness
    return {
        "one": one,
        "funder": organisations.find(one.funder) if one.funder else None,
        "partners": [organisations.find(code) for code in one.partners],
        "places": [vocabulary.label("countries", code, lang()) for code in one.places],
        "money": [(money(sum_.amount, lang()), sum_) for sum_ in one.money],
        "reach": said(one.reach) if one.reach else "",
        "share": share,
        "sums": (money(share.grant, lang()), money(share.spent, lang()))
        if share and share.grant is not None and share.spent is not None
        else None,
    }


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme by kind; `?kind=` shows one kind."""
    policy.may_read(reader_of(request)).or_refuse()
    only = request.GET.get("kind", "")
    sections = [
        {"kind": kind.value, "title": title, "rows": [_row(one) for one in kept.every(kind)]}
        for kind, title in KINDS.items()
        if only in ("", kind.value)
    ]
    context = {
        "sections": sections,
        "only": only,
        "kinds": [(k.value, t) for k, t in KINDS.items()],
    }
    return render(request, "plan/programmes.html", context)


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """What others asked of Canada, by who asked, and what no recommendation takes up."""
    policy.may_read(reader_of(request)).or_refuse()
    found: dict[str, list[object]] = {}
    for one in asking.every():
        found.setdefault(one.group, []).append(one)
    sections = [
        {"code": group, "title": GROUPS.get(group, group), "rows": rows}
        for group, rows in found.items()
    ]
    unmet = [one for one in asking.every() if one.unmet_en]
    return render(request, "plan/asked.html", {"sections": sections, "unmet": unmet})


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """Who belongs, or belonged, to the bodies that coordinate the work."""
    policy.may_read(reader_of(request)).or_refuse()
    sections = [
        {
            "body": body,
            "rows": [
                {
                    "one": one,
                    "organisation": organisations.find(one.organisation),
                    "part": PARTS[one.part],
                }
                for one in organisations.members(body.code)
            ],
        }
        for body in organisations.bodies()
    ]
    return render(request, "plan/members.html", {"sections": sections})
