"""HTCDS rows to people of our cases and back: codes through the crosswalk, the rest word for word."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from dotline.case.formats import htcds
from dotline.case.formats.htcds import PersonRow
from dotline.case.formats.htcds_fields import BY_NAME, FIELDS, Kind
from dotline.case.rules.accused import AccusedNames, withheld
from dotline.case.rules.cases import Role
from dotline.case.rules.standard import (
    UNKNOWN_GENDER,
    KeptPerson,
    StandardEvent,
    StandardPerson,
    is_perpetrator,
)
from dotline.reference import vocabulary

# The fields whose values are facts of ours.
FACT_FIELDS: Final[Mapping[str, str]] = {
    "vic_MethodsOfControl": "control_means",
    "vic_TypeOfExploitation": "exploitation",
    "vic_TypeOfSexExploitation": "sex_exploitation",
    "vic_MethodOfRecruitment": "recruitment_methods",
    "vic_RelationshipToTrafficker": "relation_to_trafficker",
    "vic_ForcedLabourIndustry": "labour_sectors",
}
NAMES: Final = ("prs_FirstName", "prs_MiddleName", "prs_SecondName")
STREET: Final = (
    *("prs_MailingStreet", "prs_MailingCity", "prs_MailingState", "prs_MailingPostalCode"),
    "prs_MailingCountry",
)
# One identifier of ours for each of these; a second phone goes where the first left room.
KINDS: Final = (
    ("phone", "prs_MobilePhone"),
    ("phone", "prs_HomePhone"),
    ("email", "prs_Email"),
    ("document", "prs_IdentityNumber"),
)
STATUS: Final = "vic_TraffickingStatus"
CONSENT: Final = "con_Consent"
DECIDED_BY: Final = "vic_TraffickingStatusDecisionMakingOrg"


def person(row: PersonRow) -> StandardPerson:
    """A row as a person in a case."""
    gender = htcds.ours(row, "prs_Gender")
    status, decided = htcds.ours(row, STATUS), htcds.ours(row, DECIDED_BY)
    return StandardPerson(
        words=dict(row.values),
        role=(Role.SUSPECT if is_perpetrator(row.values) else Role.VICTIM).value,
        gender=gender[0][1] if gender else UNKNOWN_GENDER,
        born=_day(row.text("prs_Birthdate")),
        opened_on=_day(row.text("cas_IncomingReferralDate")),
        status=row.text("cas_Status"),
        identifiers=_identifiers(row),
        facts=tuple(dict.fromkeys(f for name in FACT_FIELDS for f in htcds.ours(row, name))),
        determined=(status[0][1], decided[0][1]) if status and decided else None,
        event=_event(row),
    )


def _event(row: PersonRow) -> StandardEvent | None:
    """The historic event that has a type; without one it stays among the words."""
    kind, country = row.text("hte_Type"), row.text("hte_Country").strip()
    if not kind:
        return None
    known = vocabulary.is_code("countries", country)
    place = row.text("hte_City").strip()[:120]
    day = _day(row.text("hte_Date"))
    return StandardEvent(kind.casefold(), day, country if known else "", place)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _joined(row: PersonRow, names: tuple[str, ...], between: str) -> str:
    return between.join(part for part in (row.text(name).strip() for name in names) if part)


def _identifiers(row: PersonRow) -> tuple[tuple[str, str], ...]:
    told = [("name", _joined(row, NAMES, " ")), ("address", _joined(row, STREET, ", "))]
    told += [(kind, row.text(name)) for kind, name in KINDS]
    one_each = {
        (kind, "".join(sign for sign in value.casefold() if sign.isalnum())): (kind, value)
        for kind, value in told
    }
    return tuple(pair for (_kind, bare), pair in one_each.items() if bare)


# What a row says of its own person, and every other field of free words, comments and addresses of others too.
OWN: Final = frozenset(one.name for one in FIELDS if one.named and one.name.startswith("prs_"))
FREE: Final = frozenset(one.name for one in FIELDS if one.kind is Kind.TEXT) - OWN


def without_accused(
    rows: Iterable[PersonRow], secret: AccusedNames, hidden: Counter[str]
) -> Iterator[PersonRow]:
    """The rows without what tells an accused person of the agency; counts in `hidden` in which fields how often."""
    for one in rows:
        told = withheld(one.values, secret, FREE, OWN)
        if not told:
            yield one
            continue
        hidden.update(told.keys())
        kept = {
            name: tuple(value for value in values if value not in told.get(name, ()))
            for name, values in one.values.items()
        }
        yield PersonRow(one.number, {name: said for name, said in kept.items() if said})


def row(number: int, kept: KeptPerson) -> PersonRow:
    """A person of our cases as a row: what came in as it came, and over it what the case says now."""
    values = {name: tuple(said) for name, said in kept.words.items()}
    if kept.gender != UNKNOWN_GENDER:
        values["prs_Gender"] = (kept.gender,)
    if kept.born:
        values["prs_Birthdate"] = (kept.born.isoformat(),)
    if kept.status:
        values["cas_Status"] = (kept.status,)
    for name, list_name in FACT_FIELDS.items():
        present = [(one, code) for one, code, yes in kept.facts if one == list_name and yes]
        _put(values, name, htcds.ordered(name, present))
    if kept.determined is not None:
        status, decided = kept.determined
        _put(values, STATUS, htcds.ordered(STATUS, [("determination_status", status)]))
        _put(values, DECIDED_BY, htcds.ordered(DECIDED_BY, [("determination_by_kind", decided)]))
    if kept.consented is not None:
        values[CONSENT] = ("TRUE" if kept.consented else "FALSE",)
    _name(values, kept)
    if kept.nameless:
        values = {name: said for name, said in values.items() if not BY_NAME[name].named}
    return PersonRow(number, values)


def _put(values: dict[str, tuple[str, ...]], name: str, said: tuple[str, ...]) -> None:
    if said:
        values[name] = said
    else:
        values.pop(name, None)


def _name(values: dict[str, tuple[str, ...]], kept: KeptPerson) -> None:
    """Names and numbers that the case holds and the row did not bring. A whole name is not cut into parts by guess."""
    if kept.words:
        return
    given = list(kept.identifiers)
    slots = [("name", "prs_SecondName"), *KINDS, ("address", "prs_MailingStreet")]
    for kind, name in slots:
        found = next((pair for pair in given if pair[0] == kind), None)
        if found is not None:
            given.remove(found)
            values[name] = (found[1],)
