"""Programmes: projects abroad, funds, training, campaigns, materials, events, task forces, as data. Pure.

Sums are never added up over programmes: the texts tell some money twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, NotFound
from dotline.reference import organisations, vocabulary
from dotline.reference.claims import Bound
from dotline.reference.datafiles import BadData, DataSet, Holder, Problem, Row
from dotline.reference.datafiles.problems import problem

FOLDER = Path(__file__).parents[1] / "data" / "programmes"


class ProgrammeKind(StrEnum):
    """What a programme is."""

    PROJECT_ABROAD = "project_abroad"
    FUND = "fund"
    TRAINING = "training"
    CAMPAIGN = "campaign"
    MATERIAL = "material"
    RESEARCH = "research"
    EVENT = "event"
    TASK_FORCE = "task_force"


@dataclass(frozen=True)
class Money:
    """A sum for a period: announced, committed or spent, in whole units of its currency."""

    part: str
    amount: int
    currency: str
    first: str
    last: str
    bound: Bound


@dataclass(frozen=True)
class Reach:
    """How many were reached, or how much was done."""

    value: float
    bound: Bound
    unit_en: str
    unit_fr: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Awareness:
    """What of a task force's grant went into awareness. Sums are None where nobody tells them; then `why`."""

    required_percent: int | None
    grant: int | None
    spent: int | None
    why_en: str
    why_fr: str

    @property
    def short(self) -> bool:
        """Whether less was spent than the share asks, by whole sums and without rounding."""
        if self.required_percent is None or self.grant is None or self.spent is None:
            return False
        return self.spent * 100 < self.required_percent * self.grant


@dataclass(frozen=True)
class TaskForceMember:
    """An agency in a task force and the role of its point person; never a person's name."""

    organisation: str
    role_en: str
    role_fr: str
    last_contact: str


@dataclass(frozen=True)
class Programme:
    """One programme. What the source does not tell stays empty."""

    code: str
    kind: ProgrammeKind
    title_en: str
    title_fr: str
    aim_en: str
    aim_fr: str
    funder: str
    partners: tuple[str, ...]
    others_en: str
    others_fr: str
    places: tuple[str, ...]
    languages: int | None
    first: str
    last: str
    money: tuple[Money, ...]
    reach: Reach | None
    awareness: Awareness | None
    members: tuple[TaskForceMember, ...]
    recommendations: tuple[str, ...]
    source: str
    locator: str


def _money(row: Row) -> Money:
    return Money(
        row.text("part"),
        row.number("amount") or 0,
        row.text("currency"),
        row.text("from"),
        row.text("to"),
        Bound(row.text("bound")),
    )


def _awareness(row: Row) -> Awareness:
    return Awareness(
        row.number("required_percent"),
        row.number("grant"),
        row.number("spent"),
        row.text("why_en"),
        row.text("why_fr"),
    )


def _reach(row: Row) -> Reach:
    bound = Bound(row.text("bound"))
    return Reach(row.decimal("value") or 0, bound, row.text("unit_en"), row.text("unit_fr"))


def _member(row: Row) -> TaskForceMember:
    return TaskForceMember(
        row.text("organisation"), row.text("role_en"), row.text("role_fr"), row.text("last_contact")
    )


def _programme(row: Row) -> Programme:
    texts = ("code", "title_en", "title_fr", "aim_en", "aim_fr", "others_en", "others_fr")
    reach, awareness = row.row("reach"), row.row("awareness")
    return Programme(
        kind=ProgrammeKind(row.text("kind")),
        funder=row.text("funder"),
        partners=row.texts("partners"),
        places=row.texts("places"),
        languages=row.number("languages"),
        first=row.text("from"),
        last=row.text("to"),
        money=tuple(_money(one) for one in row.rows("money")),
        reach=_reach(reach) if reach else None,
        awareness=_awareness(awareness) if awareness else None,
        members=tuple(_member(one) for one in row.rows("members")),
        recommendations=row.texts("recommendations"),
        source=row.text("source"),
        locator=row.text("locator"),
        **{key: row.text(key) for key in texts},
    )


def _build(data: DataSet) -> Mapping[str, Programme]:
    if problems := [found for row in data.rows("programmes") for found in _faults(row)]:
        raise BadData(data.name, problems)
    return MappingProxyType({row.text("code"): _programme(row) for row in data.rows("programmes")})


def _faults(row: Row) -> Iterator[Problem]:
    here, thing = (f"{row.file}", row.line), f"code {row.text('code')}"
    if row.has("to") and row.text("to") < row.text("from"):
        yield problem(here, thing, N_("it ends before it begins."), N_("Correct from or to."))
    if row.text("kind") == ProgrammeKind.TASK_FORCE and not row.has("awareness"):
        yield problem(
            here,
            thing,
            N_("a task force does not say what of its grant goes into awareness."),
            N_("Add awareness with required_percent, grant and spent, or why none is known."),
        )
    share = row.row("awareness")
    told = [key for key in ("required_percent", "grant", "spent") if share and share.has(key)]
    if (share and len(told) not in (0, 3)) or (share and not told and not share.has("why_en")):
        yield problem(
            here,
            thing,
            N_("its awareness gives only a part of what the share needs."),
            N_("Give required_percent, grant and spent, or why_en and why_fr instead."),
        )


HOLDER: Holder[Mapping[str, Programme]] = Holder(
    "programmes",
    FOLDER,
    _build,
    known=lambda: {
        "organisation": [one.code for one in organisations.every()],
        "country": [one.code for one in vocabulary.codes("countries")],
    },
)


def every(kind: ProgrammeKind | None = None) -> tuple[Programme, ...]:
    """All programmes, or those of one kind, in file order."""
    found = HOLDER.value().values()
    return tuple(one for one in found if kind is None or one.kind is kind)


def find(code: str) -> Programme:
    """One programme. Raises NotFound."""
    found = HOLDER.value().get(code)
    if found is None:
        raise NotFound(
            "There is no programme {code}.", "Look at the list of programmes.", code=code
        )
    return found
