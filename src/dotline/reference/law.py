"""Dated law: what a provision said on a day, and what makes it lawful that something is passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, Invalid, NotFound
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.reference.dates import Span, overlaps, span_of

FOLDER = Path(__file__).parent / "data" / "law"

CHILD_DUTY = "duty_report_child"


@dataclass(frozen=True)
class Provision:
    """One provision as it stood in a span of days, or one lawful basis.

    Months are of imprisonment. `max_months` None with `life` True is a maximum of life; None
    without it means that the row sets no penalty. `max_fine` is in dollars.
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
    max_fine: int | None = None
    province: str = ""
    emergency: bool = False
    reviewer: bool = False
    recheck: bool = False

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en


@dataclass(frozen=True)
class Library:
    """Every provision by cite, oldest first, and every basis by code."""

    provisions: Mapping[str, tuple[Provision, ...]]
    bases: Mapping[str, Provision]


def _provision(row: Row, cite: str) -> Provision:
    return Provision(
        cite=cite,
        kind=row.text("kind"),
        title_en=row.text("title_en"),
        title_fr=row.text("title_fr"),
        span=span_of(row),
        source=row.text("source"),
        mode=row.text("mode"),
        min_months=row.number("min_months") or 0,
        max_months=row.number("max_months"),
        life=row.flag("life"),
        victim_minor=row.flag("victim_minor"),
        max_fine=row.number("max_fine"),
        province=row.text("province"),
        emergency=row.flag("emergency"),
        reviewer=row.flag("reviewer"),
        recheck=row.flag("recheck"),
    )


def _build(data: DataSet) -> Library:
    found: dict[str, list[Provision]] = {}
    for row in data.rows("provisions"):
        made = _provision(row, row.text("cite"))
        if made.life and made.max_months is not None:
            raise _wrong(
                row, N_("In {file}, line {line}, {cite} has a maximum in months and one of life.")
            )
        if made.max_months is not None and made.min_months > made.max_months:
            raise _wrong(row, N_("In {file}, line {line}, {cite} has a minimum above its maximum."))
        found.setdefault(made.cite, []).append(made)
        if overlaps(one.span for one in found[made.cite]):
            raise _wrong(row, N_("In {file}, line {line}, {cite} has two texts on the same day."))
    bases = {row.text("code"): _provision(row, row.text("code")) for row in data.rows("bases")}
    return Library(
        MappingProxyType(
            {
                cite: tuple(sorted(rows, key=lambda one: one.span.start or date.min))
                for cite, rows in found.items()
            }
        ),
        MappingProxyType(bases),
    )


def _wrong(row: Row, what: str) -> Invalid:
    mend = N_("Correct that line.")
    return Invalid(what, mend, file=row.file, line=row.line, cite=row.text("cite"))


HOLDER: Holder[Library] = Holder(
    "law",
    FOLDER,
    _build,
    known=lambda: {"province": [code.code for code in vocabulary.codes("provinces")]},
)


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


def below_minimum(cite: str, on: date, months: float) -> bool:
    """Whether a term before credit lies below the minimum of that day: flagged, never refused."""
    return months < lookup(cite, on).min_months


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
