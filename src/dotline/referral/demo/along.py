"""FICTIONAL beds, a held bed, messages, an accepted referral with its follow-ups, a service set apart."""

from uuid import UUID

from dotline.access import demo as country
from dotline.access import queries as access
from dotline.access.unit import behind
from dotline.base.reader import Reader
from dotline.referral import actions, queries
from dotline.referral.actions import NewCount
from dotline.referral.demo.services import service_id
from dotline.referral.models import Referral
from dotline.referral.rules import BedUnit, Status

KEEPERS = ("ben", "cleo")  # the workers of the two shelters that have accounts
COUNTS = (
    ("tonight", NewCount(BedUnit.EMERGENCY, 24, 19, 1)),
    ("longer", NewCount(BedUnit.TRANSITIONAL, 10, 9)),
)
MARK = "FICTIONAL / FICTIF"


def go_along() -> int:
    """Count beds and let one referral go on; what was done before stays. Returns how many counts there are."""
    for name in KEEPERS:
        keeper = _reader(name)
        if keeper is not None:
            with behind(keeper):
                _count(keeper)
    ben = _reader("ben")
    ada = country.counsellor()
    with behind(ada):
        rows = list(queries.sent(ada).filter(imported=False).order_by("sent_at"))
    mine = [row for row in rows if ben is not None and row.to_agency_id == ben.agency]
    if ben is not None and mine and not any(row.state != Status.REQUESTED for row in mine):
        _let_go_on(ada, ben, mine)
    return len(KEEPERS) * len(COUNTS)


def _let_go_on(ada: Reader, ben: Reader, mine: list[Referral]) -> None:
    """The last is accepted and on its way; for the first a bed is held and both sides write."""
    first, last = mine[0], mine[-1]
    with behind(ada):
        actions.hold_bed(by=ada, referral_id=first.id)
        actions.write(by=ada, referral_id=first.id, text=f"{MARK}. Is the door open at night?")
        if first.contact_id is not None:
            actions.exclude(
                by=ada,
                contact=first.contact_id,
                service_id=service_id("court", "ON"),
                reason="asked_by_person",
            )
    with behind(ben):
        actions.accept(by=ben, referral_id=last.id)
        actions.proceed(by=ben, referral_id=last.id, to=Status.IN_PROGRESS)
    with behind(ada):
        if queries.may_ask(ada, queries.get(ada, last.id)) is not None:
            actions.ask_reveal(by=ada, referral_id=last.id, reason="take_there")


def _count(keeper: Reader) -> None:
    own = {row.service_id for row in queries.own_services(keeper)}
    known = queries.counted_beds(keeper, list(own))
    for code, count in COUNTS:
        for service in own & _everywhere(code):
            if service not in known:
                actions.count_beds(by=keeper, service_id=service, count=count)


def _everywhere(code: str) -> set[UUID]:
    return {service_id(code, place.province) for place in country.PLACES}


def _reader(name: str) -> Reader | None:
    row = access.workers(Reader.system("demo")).filter(username=name).first()
    return access.reader_of(row) if row is not None else None
