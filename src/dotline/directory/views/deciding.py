"""Pages of conflicts and duplicates: two sides beside each other, decided by plain buttons, each taken back by one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dotline.base.errors import Invalid
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.queries import duplicates as pairs
from dotline.directory.queries import offers
from dotline.directory.rules import duplicates, reasons, sets
from dotline.directory.views.stewarding import steward_of
from dotline.ui.asked import lang
from dotline.ui.french import colon

KINDS = {
    "load": gettext_lazy("from another source"),
    "publish": gettext_lazy("published by an agency"),
    "confirmation": gettext_lazy("from the provider, through a link"),
    "merge": gettext_lazy("from the merged listing"),
}
STATES = {
    "taken": gettext_lazy("The offer was taken"),
    "kept": gettext_lazy("What stood was kept"),
    "same": gettext_lazy("The same: merged"),
    "different": gettext_lazy("Not the same"),
}
FIELDS = {
    "": gettext_lazy("One more"),
    "name": gettext_lazy("Name"),
    "name_fr": gettext_lazy("Name in French"),
    "alternate_name": gettext_lazy("Other name"),
    "description": gettext_lazy("Description"),
    "description_fr": gettext_lazy("Description in French"),
    "email": gettext_lazy("E-mail"),
    "url": gettext_lazy("Website"),
    "website": gettext_lazy("Website"),
    "number": gettext_lazy("Phone"),
    "status": gettext_lazy("Status"),
    "alert": gettext_lazy("Notice"),
    "needs": gettext_lazy("Kinds of help"),
    "address_1": gettext_lazy("Address"),
    "city": gettext_lazy("Town"),
    "postal_code": gettext_lazy("Postal code"),
    "eligibility_description": gettext_lazy("Who can come"),
    "application_process": gettext_lazy("How to start"),
    "fees_description": gettext_lazy("What it costs"),
    sets.HOURS: gettext_lazy("Opening hours"),
    sets.LANGUAGES: gettext_lazy("Languages"),
}
SIDES = {
    "name": FIELDS["name"],
    "name_fr": FIELDS["name_fr"],
    "organization": gettext_lazy("Organization"),
    "phones": FIELDS["number"],
    "places": gettext_lazy("Place"),
    "email": FIELDS["email"],
    "website": FIELDS["website"],
    "description": FIELDS["description"],
    "source": gettext_lazy("Source"),
}
SHOWN = 50


def _field(name: str) -> str:
    return str(FIELDS.get(name, name.replace("_", " ")))


def told_of_listing(reader: Reader, service_id: UUID) -> list[dict[str, object]]:
    """What others say of a listing of the reader's own agency, in words, for the page of its desk."""
    return [
        {
            "field": _field(one.field),
            "offered": _told(one.offered, one.field),
            "source": one.source_name,
            "at": one.offered_at,
        }
        for one in offers.for_agency(reader, service_id)
    ]


def _told(said: Any, field: str = "") -> str:
    """A value in words; a whole record as its fields, one after the other."""
    if field in sets.SETS:
        return "\n".join(sets.told(field, str(said or ""), lang()))
    if isinstance(said, dict):
        return ", ".join(str(value) for name, value in said.items() if not name.endswith("id"))
    if isinstance(said, bool):
        return gettext("yes") if said else gettext("no")
    return "" if said is None else str(said)


def _conflict(one: offers.FieldConflict) -> dict[str, Any]:
    french = lang() == "fr"
    thing = one.kind.replace("_", " ")
    thing = gettext(thing) if thing in reasons.THINGS else thing
    return {
        "one": one,
        "listing": (french and one.listing_fr) or one.listing or one.listing_fr,
        "field": f"{_field('')}{colon(lang())} {thing}" if one.whole else _field(one.field),
        "current": _told(one.current, one.field),
        "offered": _told(one.offered, one.field),
        "how": KINDS[one.source_kind],
        "state": STATES.get(one.state, ""),
        "why_not": not one.may_take,
    }


def _by_source(found: Iterable[offers.FieldConflict]) -> list[dict[str, Any]]:
    groups: dict[UUID, dict[str, Any]] = {}
    for one in found:
        made = groups.setdefault(
            one.source_id,
            {
                "id": one.source_id,
                "name": one.source_name,
                "how": KINDS[one.source_kind],
                "rows": [],
                "takeable": 0,
            },
        )
        made["rows"].append(_conflict(one))
        made["takeable"] += bool(one.may_take)
    return list(groups.values())


@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """What others say beside what stands, source by source; and what was decided last."""
    reader = steward_of(request)
    found = offers.conflicts(reader)
    context = {
        "sources": _by_source(found[:SHOWN]),
        "total": len(found),
        "shown": min(SHOWN, len(found)),
        "decided": [_conflict(one) for one in offers.decided(reader)],
    }
    return render(request, "directory/conflicts.html", context)


@require_POST
def decide_conflict(request: HttpRequest) -> HttpResponse:
    """Take or keep: one offer, or all of a source."""
    reader = steward_of(request)
    chosen = [key for one in request.POST.getlist("offer")[:SHOWN] if (key := parse_id(one))]
    source = parse_id(request.POST.get("source", ""))
    if source is not None:
        chosen = [one.id for one in offers.conflicts(reader, source_id=source) if one.may_take]
    what = request.POST.get("what", "")
    if what not in ("take", "keep"):
        raise Invalid("Nothing was chosen.", "Choose at least one offer.")
    act = actions.take if what == "take" else actions.keep
    act(by=reader, offers=chosen)
    return redirect("directory:conflicts")


@require_POST
def undo_conflict(request: HttpRequest) -> HttpResponse:
    """Take a decision back."""
    decision = parse_id(request.POST.get("decision", "")) or UUID(int=0)
    actions.undo(by=steward_of(request), decision=decision)
    return redirect("directory:conflicts")


def _pair(one: pairs.ReviewPair) -> dict[str, Any]:
    rows = []
    for name, label in SIDES.items():
        left, right = (_side(side.get(name)) for side in (one.one, one.two))
        if left or right:
            rows.append({"label": label, "one": left, "two": right, "same": left == right})
    lines = [
        {
            "what": gettext(duplicates.WHAT[line.what]),
            "how": gettext(duplicates.HOW[line.how]),
            "points": line.points,
        }
        for line in one.lines
    ]
    return {
        "one": one,
        "rows": rows,
        "lines": lines,
        "state": STATES.get(one.state, ""),
        "why_not": not one.may_merge,
        "sure": one.zone is duplicates.Zone.MERGE,
    }


def _side(said: Any) -> str:
    return "; ".join(map(str, said)) if isinstance(said, list) else str(said or "")


@require_GET
def duplicate_pairs(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one thing, most points first, side by side; and what was decided last."""
    reader = steward_of(request)
    context = {
        "pairs": [_pair(one) for one in pairs.queue(reader)],
        "total": pairs.waiting(reader),
        "decided": [_pair(one) for one in pairs.queue(reader, most=20, state="decided")],
    }
    return render(request, "directory/duplicates.html", context)


@require_POST
def look_for_duplicates(request: HttpRequest) -> HttpResponse:
    """Compare the directory as it stands now."""
    actions.look(by=steward_of(request))
    return redirect("directory:duplicates")


@require_POST
def judge_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """The same, not the same, or ask again."""
    reader, said = steward_of(request), request.POST.get("same", "")
    if said not in ("yes", "no", "again"):
        raise Invalid("Nothing was chosen.", "Say whether the two are the same.")
    if said == "again":
        actions.reopen(by=reader, pair=pair_id)
    else:
        actions.judge(by=reader, pair=pair_id, same=said == "yes")
    return redirect("directory:duplicates")
