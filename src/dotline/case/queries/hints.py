"""Looking for somebody before she is made twice: the same identifier, then names that sound alike.

Only the agency's own people are searched, by digests under the agency's key; no readable name lies
in the index.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Sum

from dotline.access import keys
from dotline.audit.stores import Store
from dotline.base import crypto
from dotline.base.reader import Reader
from dotline.case import policy, rules
from dotline.case.models import Identifier, NameHint, Person
from dotline.case.queries import batches
from dotline.case.queries.cases import same_identifier
from dotline.case.rules import hints

NAMES_EACH = 2  # names that sound alike, of one person on average: name and other name


def digests(agency: UUID, name: str, years: tuple[int, ...] = ()) -> dict[str, hints.NamePart]:
    """The keyed digests of what is compared of a name, each with its part."""
    key = crypto.keyed_digest(keys.load(agency).wrapping, b"case|name hints")
    secret = bytes.fromhex(key)
    return {
        crypto.keyed_digest(secret, one.text.encode())[:32]: one for one in hints.parts(name, years)
    }


def years_of(human: Person) -> tuple[int, ...]:
    """The years in which a person may be born, or nothing when they are too many."""
    if human.birth_first is None or human.birth_last is None:
        return ()
    found = tuple(range(human.birth_first.year, human.birth_last.year + 1))
    return found if len(found) <= hints.YEARS else ()


def hint_rows(human: Person, row: Identifier, name: str) -> Iterator[NameHint]:
    """The rows that let a name be found again under another spelling."""
    if row.kind in rules.NAME_KINDS:
        for digest, part in digests(row.agency_id, name, years_of(human)).items():
            yield NameHint(
                agency_id=row.agency_id, identifier=row, digest=digest, weight=part.weight
            )


def outdated(_reader: Reader, after: UUID | None, most: int) -> list[UUID]:
    """Names whose hints an older version of the rules made, in the order of their ids, for the desk's own work."""
    rows = Identifier.objects.using(Store.INSIDE).filter(
        kind__in=rules.NAME_KINDS, hinted__lt=hints.VERSION
    )
    rows = rows.filter(pk__gt=after) if after else rows
    return list(rows.order_by("id").values_list("id", flat=True)[:most])


def alike(reader: Reader, name: str, year: int | None = None, most: int = 5) -> list[hints.Ranked]:
    """People of the reader's own agency whose name sounds like this one, the likeliest first.

    The database weighs every equal part and gives back only the heaviest names: of many namesakes
    the year of birth tells them apart, and nobody is lost because a name is common.
    """
    if reader.agency is None or not policy.may_write(reader):
        return []
    near = (year - 1, year, year + 1) if year else ()
    wanted = digests(reader.agency, name, near)
    rows = NameHint.objects.using(Store.INSIDE).filter(
        agency_id=reader.agency, digest__in=list(wanted)
    )
    if batches.are_coming(
        reader
    ):  # else nobody is hidden, and a look at each name would be for nothing
        rows = rows.filter(identifier__learned__case__coming=None)
    heavy = rows.values_list("identifier_id").annotate(whole=Sum("weight"))
    best = dict(heavy.order_by("-whole", "identifier_id")[: most * NAMES_EACH])
    whose = Identifier.objects.using(Store.INSIDE).filter(pk__in=list(best))
    matched: dict[UUID, int] = {}
    for identifier_id, person_id in whose.values_list("id", "person_id"):
        matched[person_id] = max(best[identifier_id], matched.get(person_id, 0))
    return hints.rank(matched, wanted.values(), most)


def known(
    reader: Reader, kind: str, value: str, year: int | None = None
) -> list[tuple[UUID, bool]]:
    """Who may be meant: the very same name or number first (True), then names that sound alike."""
    same = [one.id for one in same_identifier(reader, kind, value)]
    near = alike(reader, value, year) if kind in rules.NAME_KINDS else []
    return [
        *((key, True) for key in same),
        *((one.person_id, False) for one in near if one.person_id not in same),
    ]
