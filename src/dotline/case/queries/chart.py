"""Reads of a link chart: what hangs together with a case, each link with its source; no name is opened."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dotline.access import queries as access
from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import CaseFile, Identifier, Involvement, MatchNotice
from dotline.case.queries.cases import seen_through
from dotline.case.rules.matches import MatchState
from dotline.gates import agreements
from dotline.reference import vocabulary
from dotline.ui import numbers
from dotline.ui.bilingual import Lang
from dotline.ui.linkchart import MOST, ChartLink, ChartNode, LinkChart

PERSON, CASE, SHARED, AGENCY = range(4)


@dataclass
class _Drawn:
    """A chart that is being gathered."""

    lang: Lang
    nodes: dict[str, ChartNode] = field(default_factory=dict)
    links: list[ChartLink] = field(default_factory=list)

    def add(self, key: str, label: str, kind: int, address: str = "") -> None:
        self.nodes.setdefault(key, ChartNode(key, label, kind, address))

    def link(self, one: str, two: str, label: str, source: str) -> None:
        self.links.append(ChartLink(one, two, label, source))


def chart_of(reader: Reader, row: CaseFile, lang: Lang) -> LinkChart:
    """People of a case, their other cases, numbers that several share, agencies with which a match was agreed.

    Raises Invalid for more than a chart can show.
    """
    drawn, todo, done = _Drawn(lang), {row.id}, set[UUID]()
    people: set[UUID] = set()
    while todo and len(drawn.nodes) <= MOST:
        rows = list(_involvements(reader).filter(case_id__in=todo))
        for one in rows:
            _stands(drawn, one)
        done |= todo
        fresh = {one.person_id for one in rows} - people
        people |= fresh | _sharing(reader, drawn, people | fresh)
        cases = _involvements(reader).filter(person_id__in=people)
        todo = set(cases.values_list("case_id", flat=True)) - done
    _agreed(reader, drawn, people)
    kinds = (_("Person"), _("Case"), _("Number or address that several share"), _("Agency"))
    title = _("What hangs together with case {number}").format(number=_short(row.id))
    return LinkChart(title, kinds, tuple(drawn.nodes.values()), tuple(drawn.links))


def _involvements(reader: Reader) -> QuerySet[Involvement]:
    rows = Involvement.objects.using(Store.INSIDE).filter(seen_through(reader, "case"))
    return rows.select_related("case").order_by("case__opened_on", "case_id", "id")


def _short(key: UUID) -> str:
    return str(key)[:8]


def _stands(drawn: _Drawn, one: Involvement) -> None:
    """A person in a case, in a role."""
    role = vocabulary.label("roles", one.role, drawn.lang)
    case, person = f"case {one.case_id}", f"person {one.person_id}"
    drawn.add(case, _("Case {number}").format(number=_short(one.case_id)), CASE, str(one.case_id))
    drawn.add(person, _("Person {number}").format(number=_short(one.person_id)), PERSON)
    day = numbers.day(one.case.opened_on, drawn.lang)
    source = _("Case file {number}, opened {day}").format(number=_short(one.case_id), day=day)
    drawn.link(person, case, role, source)


def _sharing(reader: Reader, drawn: _Drawn, people: set[UUID]) -> set[UUID]:
    """Numbers and addresses that these people share with anybody, and with whom; names are shared by chance."""
    held = Identifier.objects.using(Store.INSIDE).filter(
        agency_id=reader.own, learned__case__coming=None
    )
    held = held.exclude(kind__in=[*sorted(rules.NAME_KINDS), "birth_date"])
    mine = set(held.filter(person_id__in=people).values_list("kind", "blind"))
    found: dict[tuple[str, str], set[UUID]] = {}
    every = held.filter(blind__in={blind for _kind, blind in mine})
    for kind, blind, person in every.values_list("kind", "blind", "person_id"):
        if (kind, blind) in mine:
            found.setdefault((kind, blind), set()).add(person)
    met: set[UUID] = set()
    for (kind, blind), sharers in sorted(found.items()):
        if len(sharers) > 1 and f"shared {kind} {blind}" not in drawn.nodes:
            _shared(drawn, kind, blind, sharers)
            met |= sharers
    return met


def _shared(drawn: _Drawn, kind: str, blind: str, sharers: set[UUID]) -> None:
    key, label = f"shared {kind} {blind}", vocabulary.label("identifier_kinds", kind, drawn.lang)
    drawn.add(key, label, SHARED)
    for person in sorted(sharers):
        drawn.add(f"person {person}", _("Person {number}").format(number=_short(person)), PERSON)
        drawn.link(f"person {person}", key, label, _("Written down with this person"))


def _agreed(reader: Reader, drawn: _Drawn, people: set[UUID]) -> None:
    """Agencies with which a match about one of these people was agreed."""
    rows = MatchNotice.objects.using(Store.INSIDE).filter(
        agency_id=reader.own, person_id__in=people, state=MatchState.AGREED
    )
    if not rows:
        return
    names = {
        one.id: one.name_fr if drawn.lang == "fr" else one.name_en
        for one in access.agencies(reader)
    }
    said = {one.id: one.reference for one in agreements.agreements(reader)}
    for one in rows:
        drawn.add(f"agency {one.other_id}", names[one.other_id], AGENCY)
        source = _("Match agreed under {reference}").format(reference=said[one.agreement_id])
        drawn.link(
            f"person {one.person_id}", f"agency {one.other_id}", _("Known there too"), source
        )
