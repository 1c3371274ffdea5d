"""What courts did, as it is counted: by provision, by what was left to serve, and once for two agencies. Pure.

Sources: research/cases.md 8 (GLOTIP and the TIP report: charges by the day they were laid, prosecutions as people
before a court, convictions by the day of the finding, all by provision); CC 719(3.3) for what is left after credit.
"""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

NAMESPACE = UUID("088b1ee9-dfc0-58ef-bfb7-fad1d03be2aa")
TWO_YEARS, FIVE_YEARS = 730, 1826  # days


class ProvisionGroup(StrEnum):
    """Provisions as they are published, the gravest first: whoever is charged under several counts under the first."""

    MINOR = "minor"  # CC 279.011
    ADULT = "adult"  # CC 279.01
    ACROSS_BORDERS = "irpa"  # IRPA 118
    BENEFIT = "benefit"  # CC 279.02, 279.03: material benefit, documents
    OTHER = "other"


GROUPS: Mapping[ProvisionGroup, re.Pattern[str]] = {
    ProvisionGroup.MINOR: re.compile(r"CC 279\.011(?!\d)"),
    ProvisionGroup.ADULT: re.compile(r"CC 279\.01(?!\d)"),
    ProvisionGroup.ACROSS_BORDERS: re.compile(r"IRPA 118(?!\d)"),
    ProvisionGroup.BENEFIT: re.compile(r"CC 279\.0[23](?!\d)"),
}


def provision_group(cite: str) -> ProvisionGroup:
    """The group that a provision is published in."""
    found = (group for group, form in GROUPS.items() if form.match(cite))
    return next(found, ProvisionGroup.OTHER)


def gravest(cites: Iterable[str]) -> ProvisionGroup:
    """The group of somebody charged under several provisions."""
    order = list(ProvisionGroup)
    return min((provision_group(one) for one in cites), key=order.index)


def net_sentence(cite: str, net_days: int) -> str:
    """The published class of a prison term: whom the offence was against, and how much was left to serve."""
    group = provision_group(cite)
    against = group.value if group in {ProvisionGroup.MINOR, ProvisionGroup.ADULT} else "other"
    longest = "over_5y" if net_days >= FIVE_YEARS else "to_5y"
    return f"{against}_{'to_2y' if net_days < TWO_YEARS else longest}"


@dataclass(frozen=True)
class CourtFact:
    """One thing that a court did, as one agency wrote it down. Two agencies' facts with one `key` may be the same.

    `dims` are quarter, province and the published class; the key decides them. `stewards` as in a counting row.
    """

    measure: str
    key: tuple[Hashable, ...]
    dims: tuple[tuple[str, str], ...]
    case: UUID
    agency: UUID
    stewards: frozenset[UUID] = frozenset()


def units(facts: Iterable[CourtFact]) -> Iterator[tuple[str, CourtFact]]:
    """Facts with the unit that each counts as: the n-th of its kind at one agency is the n-th at another.

    So what two agencies tell alike counts once, and what one agency tells twice counts twice. Too few are counted where
    two agencies tell of different things in the same words, never too many: the number is a lower bound.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    for one in facts:
        at = (one.measure, one.key, one.agency)
        seen[at] += 1
        yield str(uuid5(NAMESPACE, repr((one.measure, one.key, seen[at])))), one


def lost_with(
    facts: Collection[CourtFact], case: UUID
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Measure and dimensions of each unit that would no longer be counted once the facts of a case are gone."""
    before, after = _most(facts), _most([one for one in facts if one.case != case])
    dims = {(one.measure, one.key): one.dims for one in facts}
    for at, many in sorted(before.items(), key=repr):
        for _one in range(many - after[at]):
            yield at[0], dims[at]


def _most(facts: Iterable[CourtFact]) -> Counter[tuple[str, tuple[Hashable, ...]]]:
    """How many units each key stands for: as many as the agency that tells most of them."""
    of_agency = Counter((one.measure, one.key, one.agency) for one in facts)
    most: Counter[tuple[str, tuple[Hashable, ...]]] = Counter()
    for (measure, key, _agency), many in of_agency.items():
        most[measure, key] = max(most[measure, key], many)
    return most
