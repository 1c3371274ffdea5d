"""Dated law: what a provision said on a day, and what makes it lawful that something is passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, Invalid, NotFound
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.reference.dates import Span, overlaps, span_of
from dotline.reference.law.citing import Act, known_acts, parse

FOLDER = Path(__file__).parents[1] / "data" / "law"

CHILD_DUTY = "duty_report_child"


class Sure(StrEnum):
    """How surely a row is known: read at its source, in somebody's account of it, or remembered."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    RECOLLECTION = "recollection"


@dataclass(frozen=True)
class Provision:
    """One provision as it stood in a span of days, or one lawful basis.

    Months are of imprisonment. `max_months` None with `life` True is a maximum of life; None
    without it means that the row sets no penalty. Fines are in dollars.
    """

    cite: str
    kind: str
    title_en: str
    title_fr: str
    span: Span
    source: str
    mode: str = ""
    min_months: int = 0
    max_months: int | None = None
    life: bool = False
    victim_minor: bool = False
    min_fine: int | None = None
    max_fine: int | None = None
    note_en: str = ""
    note_fr: str = ""
    sure: Sure = Sure.RECOLLECTION
    province: str = ""
    emergency: bool = False
    reviewer: bool = False
    recheck: bool = False

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en

    def note(self, lang: str) -> str:
        """What the figures do not say, in `fr` or else in English; empty if nothing."""
        return self.note_fr if lang.startswith("fr") else self.note_en


@dataclass(frozen=True)
class Library:
    """Every provision by cite, oldest first; every basis by code; acts; and the other dated lists."""

    provisions: Mapping[str, tuple[Provision, ...]]
    bases: Mapping[str, Provision]
    acts: Mapping[str, Act]
    lists: Mapping[str, tuple[Row, ...]]


RULE = "rule"  # what is no offence; aids to testimony are such
SHOWN = (
    "provisions",
    "aids",
    "permits",
    "youth",
    "disclosure",
)  # their rows with a cite are law to look up
LISTS = ("custody", "permits", "youth", "disclosure", "aids", "retention", "doubts")


def _provision(row: Row, cite: str) -> Provision:
    return Provision(
        cite=cite,
        kind=row.text("kind", RULE),
        title_en=row.text("title_en"),
        title_fr=row.text("title_fr"),
        span=span_of(row),
        source=row.text("source"),
        mode=row.text("mode"),
        min_months=row.number("min_months") or 0,
        max_months=row.number("max_months"),
        life=row.flag("life"),
        victim_minor=row.flag("victim_minor"),
        min_fine=row.number("min_fine"),
        max_fine=row.number("max_fine"),
        note_en=row.text("note_en"),
        note_fr=row.text("note_fr"),
        sure=Sure(row.text("sure", Sure.RECOLLECTION)),
        province=row.text("province"),
        emergency=row.flag("emergency"),
        reviewer=row.flag("reviewer"),
        recheck=row.flag("recheck"),
    )


def _build(data: DataSet) -> Library:
    found: dict[str, list[Provision]] = {}
    for row in (row for name in SHOWN for row in data.rows(name) if row.has("cite")):
        made = _provision(row, row.text("cite"))
        _check(row, made)
        found.setdefault(made.cite, []).append(made)
        if overlaps(one.span for one in found[made.cite]):
            raise _wrong(row, N_("In {file}, line {line}, {cite} has two texts on the same day."))
    return Library(
        MappingProxyType(
            {
                cite: tuple(sorted(rows, key=lambda one: one.span.start or date.min))
                for cite, rows in found.items()
            }
        ),
        MappingProxyType(
            {row.text("code"): _provision(row, row.text("code")) for row in data.rows("bases")}
        ),
        known_acts(data.rows("acts")),
        MappingProxyType({name: tuple(data.rows(name)) for name in LISTS}),
    )


def _check(row: Row, made: Provision) -> None:
    if made.life and made.max_months is not None:
        raise _wrong(
            row, N_("In {file}, line {line}, {cite} has a maximum in months and one of life.")
        )
    if made.max_months is not None and made.min_months > made.max_months:
        raise _wrong(row, N_("In {file}, line {line}, {cite} has a minimum above its maximum."))


def _wrong(row: Row, what: str) -> Invalid:
    mend = N_("Correct that line.")
    return Invalid(what, mend, file=row.file, line=row.line, cite=row.text("cite"))


HOLDER: Holder[Library] = Holder(
    "law",
    FOLDER,
    _build,
    known=lambda: {"province": [code.code for code in vocabulary.codes("provinces")]},
)


def rows(name: str) -> tuple[Row, ...]:
    """The rows of one of LISTS, in the order of the files."""
    return HOLDER.value().lists[name]


def acts() -> Mapping[str, Act]:
    """Every act the library knows, by the code that citations begin with."""
    return HOLDER.value().acts


def cited(text: str) -> str:
    """A citation in our spelling, from any of the usual ones, of either language.

    `C.cr. 279.011 (1) b)` becomes `CC 279.011(1)(b)`; without an act it is of the Criminal Code.
    Raises NotFound for an unknown act, Invalid for what is no citation.
    """
    return parse(text, acts())


def history(cite: str) -> tuple[Provision, ...]:
    """Every text of a provision, oldest first. Raises NotFound if the library has none."""
    found = HOLDER.value().provisions.get(cite, ())
    if not found:
        raise NotFound(
            "The law library holds no provision {cite}.",
            "Write it as in CC 279.01(1)(a) or IRPA 118, or add it to the data files.",
            cite=cite,
        )
    return found


def lookup(cite: str, on: date) -> Provision:
    """What a provision said on a day. Raises NotFound if unknown or not in force on that day."""
    for provision in history(cite):
        if on in provision.span:
            return provision
    raise NotFound(
        "{cite} was not in force on {day}.",
        "Choose another day, or look at its history.",
        cite=cite,
        day=on.isoformat(),
    )


def under(section: str, on: date) -> tuple[Provision, ...]:
    """Every provision in force on a day at or below a section: `CC 279.01` finds 279.01(1)(a)."""
    return tuple(
        provision
        for cite, texts in HOLDER.value().provisions.items()
        if cite == section or cite.startswith(f"{section}(")
        for provision in texts
        if on in provision.span
    )


def offences(on: date) -> tuple[Provision, ...]:
    """Every offence in force on a day."""
    return tuple(
        provision
        for texts in HOLDER.value().provisions.values()
        for provision in texts
        if provision.kind == "offence" and on in provision.span
    )


def available(cite: str, first: date, last: date) -> bool:
    """Whether a provision was in force on some day of an offence that lasted from first to last."""
    return any(
        (one.span.start or date.min) <= last and first < (one.span.end or date.max)
        for one in history(cite)
        if not one.span.empty
    )


# --- lawful bases of the gate `refer` --------------------------------------------------------


def bases(province: str = "") -> tuple[Provision, ...]:
    """What may make a passage lawful: general bases, and the child duty of the province if given."""
    return tuple(
        basis for basis in HOLDER.value().bases.values() if basis.province in ("", province)
    )


def basis(code: str) -> Provision:
    """One lawful basis. Raises NotFound if there is none with this code."""
    found = HOLDER.value().bases.get(code)
    if found is None:
        raise NotFound(
            "There is no lawful basis {code}.",
            "Choose one of: {known}.",
            code=code,
            known=", ".join(HOLDER.value().bases),
        )
    return found


def child_duty(province: str) -> Provision:
    """The duty to report a child in need of protection in a province or territory (R-47)."""
    return basis(f"{CHILD_DUTY}_{province.lower()}")
