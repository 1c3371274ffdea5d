"""Who goes into a file that leaves the agency: the rule of disclosure is asked for each person in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.case.models import Involvement
from dotline.case.queries import consents, disclosures, nations
from dotline.case.queries.people import exported
from dotline.case.rules.disclosing import (
    CONSENT,
    COURT_ORDER,
    IDENTITY,
    Ground,
    Judged,
    Receiver,
    shown,
)
from dotline.gates import refer
from dotline.gates.stewardship import StewardUse

# Her own word and a court's order go before what a body says of its people's data.
OVER_STEWARDS = frozenset({CONSENT, COURT_ORDER})
CODED = frozenset({"facts", "birth_gender", "determinations"})


@dataclass(frozen=True)
class Going:
    """Who leaves with a file. `people` None: nobody was asked about; it stays here or is about nobody."""

    people: frozenset[UUID] | None = None
    left_out: int = 0
    nameless: frozenset[UUID] = frozenset()
    judged: Mapping[UUID, Judged] | None = None
    cases: Mapping[UUID, UUID] | None = None
    parts: frozenset[str] = frozenset()
    stated: frozenset[str] = frozenset()
    purpose: str = ""
    request: str = ""
    refused: Decision = ALLOWED


EVERYBODY = Going()


def weigh(
    reader: Reader, leaving: refer.Leaving, stated: tuple[str, ...], purpose: str, request: str
) -> Going:
    """Ask the rule for each person that the file would tell of.

    On consent whoever did not agree stays out. Any other clause holds for all or none: `refused` says what it still
    asks for. Without her consent or a court order nobody goes whose First Nation, Inuit or Métis body did not agree
    to files. Raises NotFound for an unknown clause.
    """
    if not leaving.about_people or leaving.recipient.agency == reader.own:
        return EVERYBODY
    rows = list(exported(reader, accused=leaving.accused))
    marked = consents.marked_people([one.person_id for one in rows])
    if leaving.basis not in OVER_STEWARDS:
        marked |= nations.withheld(reader, StewardUse.FILES)
    people = list(dict.fromkeys(one.person_id for one in rows if one.person_id not in marked))
    parts = CODED | ({IDENTITY} if leaving.named else set())
    ground = Ground(leaving.basis, shown(stated, purpose, request))
    to = Receiver(leaving.recipient.agency, leaving.recipient.kind)
    found = disclosures.weighed(reader, people, to, parts, ground)
    if leaving.basis != CONSENT:
        refused = next((one for one in found.values() if not one.allowed), None)
        if refused is not None:
            return Going(refused=refused.decision)
    go = frozenset(person for person, one in found.items() if one.allowed)
    return Going(
        people=go,
        left_out=len({one.person_id for one in rows}) - len(go),
        nameless=frozenset(one for one in go if IDENTITY in found[one].withheld),
        judged={person: one for person, one in found.items() if person in go},
        cases=_cases(rows),
        parts=parts,
        stated=ground.stated,
        purpose=purpose,
        request=request,
    )


def _cases(rows: list[Involvement]) -> dict[UUID, UUID]:
    return {one.person_id: one.case_id for one in rows}
