"""What others asked of Canada beside the plan: components, motions, bills, recommendations received. Pure.

A recommendation received is the same record as one made: who asks, of whom, what came back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_
from dotline.reference import organisations
from dotline.reference.datafiles import BadData, DataSet, Holder, Problem, Row
from dotline.reference.datafiles.problems import problem
from dotline.reference.pointers import circle

FOLDER = Path(__file__).parents[1] / "data" / "asked"


class AskedKind(StrEnum):
    """What form the asking has."""

    COMPONENT = "component"
    MOTION = "motion"
    BILL = "bill"
    REPORT = "report"
    RECOMMENDATION = "recommendation"
    FINDING = "finding"


@dataclass(frozen=True)
class Step:
    """What became of it on a day, or in a month or year."""

    dated: str
    stage_en: str
    stage_fr: str


@dataclass(frozen=True)
class ThingAsked:
    """One thing asked. `unmet` is what no recommendation of the plan takes up; `reply` is what came back."""

    code: str
    kind: AskedKind
    group: str
    text_en: str
    text_fr: str
    says_en: str
    says_fr: str
    addressee: str
    steps: tuple[Step, ...]
    recommendations: tuple[str, ...]
    unmet_en: str
    unmet_fr: str
    reply_en: str
    reply_fr: str
    follows: tuple[str, ...]
    source: str
    locator: str


TEXTS = tuple(
    f"{name}_{lang}" for name in ("text", "says", "unmet", "reply") for lang in ("en", "fr")
)


def _asked(row: Row) -> ThingAsked:
    texts = ("code", "group", *TEXTS, "addressee", "source", "locator")
    return ThingAsked(
        kind=AskedKind(row.text("kind")),
        steps=tuple(
            Step(one.text("dated"), one.text("stage_en"), one.text("stage_fr"))
            for one in row.rows("steps")
        ),
        recommendations=row.texts("recommendations"),
        follows=row.texts("follows"),
        **{key: row.text(key) for key in texts},
    )


def _build(data: DataSet) -> Mapping[str, ThingAsked]:
    if problems := list(_faults(data)):
        raise BadData(data.name, problems)
    return MappingProxyType({row.text("code"): _asked(row) for row in data.rows("asked")})


def _faults(data: DataSet) -> Iterator[Problem]:
    rows = {row.text("code"): row for row in data.rows("asked")}
    for code, row in rows.items():
        if not row.texts("recommendations") and not row.has("unmet_en"):
            yield problem(
                (row.file, row.line),
                f"code {code}",
                N_("no recommendation takes it up, and it does not say so."),
                N_("Add recommendations, or unmet_en and unmet_fr."),
            )
    if found := circle({code: row.texts("follows") for code, row in rows.items()}):
        row = rows[found[0]]
        yield problem(
            (row.file, row.line),
            f"code {found[0]}",
            N_("follows leads round in a circle: {circle}."),
            N_("Remove one of these pointers."),
            circle=" → ".join(found),
        )


HOLDER: Holder[Mapping[str, ThingAsked]] = Holder(
    "asked",
    FOLDER,
    _build,
    known=lambda: {"organisation": [one.code for one in organisations.every()]},
)


def every(kind: AskedKind | None = None) -> tuple[ThingAsked, ...]:
    """Everything asked, or what has one form, in file order."""
    found = HOLDER.value().values()
    return tuple(one for one in found if kind is None or one.kind is kind)
