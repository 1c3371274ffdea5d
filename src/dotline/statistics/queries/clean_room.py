"""The clean room: streams counting rows, protects and attacks the tables, keeps no row."""

from typing import TYPE_CHECKING

from django.conf import settings

from dotline.access import keys
from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.errors import Refused
from dotline.base.outcome import first_refusal
from dotline.base.reader import Period, Reader
from dotline.gates import clean_room
from dotline.gates.protect import Tally, linked, name_of_time
from dotline.statistics import policy
from dotline.statistics.queries.releases import editions, releases
from dotline.statistics.rules.measures import Definitions, definitions, roll_up
from dotline.statistics.rules.periods import check_over
from dotline.statistics.rules.releasing import Prepared

if TYPE_CHECKING:
    from dotline.gates.protect import Protected


def prepare(reader: Reader, period: Period, agreement: str = "") -> Prepared | Refused:
    """The tables of a period, protected; or the reason why they may not leave.

    Counts the quarters of every earlier edition that the new one can be compared with, too.
    Raises Invalid where a room sends rows that cannot be placed.
    """
    said = definitions()
    decision = first_refusal(
        policy.may_release(reader), policy.has_agreement(said.agreement, agreement)
    )
    if isinstance(decision, Refused):
        return decision
    try:
        check_over(period, clock.today())
        protected = _protected(reader, period, said)
    except Refused as refusal:
        return refusal
    return _prepared(reader, period, said, protected, agreement.strip())


def _protected(reader: Reader, period: Period, said: Definitions) -> "Protected":
    from dotline.gates.protect import protect  # noqa: PLC0415 - loads the solver; a release alone needs it

    before = editions(reader)
    _, held = linked(before, period.quarters)
    tally = Tally(said.closed, held, keys.load(keys.OPERATOR).wrapping)
    actor = Reader.system(clean_room.RELEASE)
    with behind(actor):
        for row in clean_room.stream(actor, Period(name_of_time(held), held)):
            tally.add(roll_up(row, said.takes))
    return protect(tally.counts(), period.quarters, earlier=before)


def _prepared(
    reader: Reader, period: Period, said: Definitions, protected: "Protected", agreement: str
) -> Prepared:
    tables = {}
    for code, table in said.tables.items():
        figures = protected.table(said.closed, table.spec)
        rows = tuple((*figure.key[1:], figure.value, figure.known_zero) for figure in figures)
        tables[code] = (table.spec.measure, rows)
    return Prepared(
        period=period.code,
        rule=protected.rule.code,
        digest=protected.digest,
        definitions=said.digest,
        agreement=agreement,
        tables=tables,
        revised=protected.revised,
        fictional=bool(settings.DOTLINE_DEMO),
        earlier=tuple(str(row.id) for row in releases(reader)),
        made_at=clock.now(),
    )
