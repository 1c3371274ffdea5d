"""The plan as values: what the data files promise, and what is wrong in them. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dotline.base.errors import N_
from dotline.plan.rules.indicators import Indicator, indicators_of
from dotline.plan.rules.indicators import faults as indicator_faults
from dotline.plan.rules.leads import Part, Role, first_day
from dotline.reference import organisations
from dotline.reference.datafiles import (
    BadData,
    DataSet,
    Problem,
    Row,
    load_set,
    override_folder,
)
from dotline.reference.datafiles.problems import problem
from dotline.reference.pointers import circle

FOLDER = Path(__file__).parents[1] / "data" / "proposal_2010"
UNDECIDED = ("lead", "start", "due", "indicator")
NONE_YET = "none_yet"  # the data files never leave blank what nobody has decided


@dataclass(frozen=True)
class Pillar:
    """One of the pillars. Four today; a fifth is one more entry of the data file."""

    code: str
    label_en: str
    label_fr: str


@dataclass(frozen=True)
class Recommendation:
    """One recommendation. `page_inferred`: worked out from the order of the text, not printed there."""

    code: str
    pillar: str
    title_en: str
    title_fr: str
    aim_en: str
    aim_fr: str
    page: int
    page_inferred: bool


@dataclass(frozen=True)
class Evidence:
    """Something that has happened since and bears on an item, with its source. It is no rating.

    `dated` is a day, or a year and month, or a year, as far as the source tells.
    """

    dated: str
    bearing: str
    text_en: str
    text_fr: str
    source: str


@dataclass(frozen=True)
class EvidenceSearch:
    """One search for evidence: on which day, where, and what it could not reach."""

    code: str
    on: date
    looked_en: str
    looked_fr: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One action item. `lead`, `start`, `due`, `measure` are empty where the plan names none yet."""

    code: str
    recommendation: str
    text_en: str
    text_fr: str
    page: int
    page_inferred: bool
    lead: str
    start: date | None
    due: date | None
    measure: str
    headlines: tuple[str, ...]
    built_instead_en: str
    built_instead_fr: str
    evidence: tuple[Evidence, ...]
    roles: tuple[Role, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    searches: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All of it, in the order of the data files."""

    code: str
    title_en: str
    title_fr: str
    published: str
    source: str
    pillars: tuple[Pillar, ...]
    recommendations: tuple[Recommendation, ...]
    items: tuple[Item, ...]
    searches: tuple[EvidenceSearch, ...] = ()


def load(own: Path | None = None) -> DataSet:
    """The checked data files: shipped, with those of `own` (default: the home's) before them.

    Raises BadData with every fault, by file and line.
    """
    return load_set(FOLDER, name="plan", own=own or override_folder("plan"))


def read(data: DataSet, measures: Collection[str], headlines: Collection[str]) -> Plan:
    """The plan that checked data files hold. `measures` are the codes that an indicator may name,
    `headlines` those of the measures a minister reads.

    Raises BadData where a lead, an indicator or the order of two days is wrong.
    """
    problems = [found for row in data.rows("items") for found in _faults(row, measures, headlines)]
    if problems := [*problems, *_circles(data)]:
        raise BadData(data.name, problems)
    top = next(row for entry in data.tops() if (row := entry.row("plan")))
    published = top.text("published")
    return Plan(
        code=top.text("code"),
        title_en=top.text("title_en"),
        title_fr=top.text("title_fr"),
        published=published,
        source=top.text("source"),
        pillars=tuple(
            Pillar(row.text("code"), row.text("label_en"), row.text("label_fr"))
            for row in data.rows("pillars")
        ),
        recommendations=tuple(_recommendation(row) for row in data.rows("recommendations")),
        items=tuple(_item(row, published) for row in data.rows("items")),
        searches=tuple(_search(row) for row in data.rows("searches")),
    )


def _faults(row: Row, measures: Collection[str], headlines: Collection[str]) -> Iterator[Problem]:
    here, thing = (f"plan/{row.file}", row.line), f"code {row.text('code')}"
    lead, measure = _named(row, "lead"), _named(row, "indicator")
    if lead and lead not in {one.code for one in organisations.every()}:
        yield problem(
            here,
            thing,
            N_("lead is {lead}, and there is no such organisation."),
            N_("Correct the code, write none_yet, or add it to organisations.yaml."),
            lead=lead,
        )
    for named in sorted({measure} - {"", *measures} | set(row.texts("headlines")) - {*headlines}):
        yield problem(
            here,
            thing,
            N_("indicator is {measure}, and nothing of that name is counted."),
            N_("Write none_yet, or one of: {known}."),
            measure=named,
            known=", ".join(sorted({*measures, *headlines})),
        )
    first, last = _day(row, "start"), _day(row, "due")
    if first and last and last < first:
        yield problem(
            here,
            thing,
            N_("due lies before start."),
            N_("Correct one of the two days."),
            code=thing,
        )
    yield from _none_yet_faults(row, here, thing)
    yield from _role_faults(row, here, thing)
    yield from indicator_faults(row, here, thing)


def _none_yet_faults(row: Row, here: tuple[str, int], thing: str) -> Iterator[Problem]:
    """Nothing is 'none yet' unless somebody looked for it and says where and when."""
    open_keys = [key for key in UNDECIDED if row.text(key) == NONE_YET]
    if open_keys and not row.texts("searched"):
        yield problem(
            here,
            thing,
            N_("it says none_yet for {keys}, and not who looked where and when."),
            N_("Add searched with the codes of searches.yaml."),
            keys=", ".join(open_keys),
        )


def _role_faults(row: Row, here: tuple[str, int], thing: str) -> Iterator[Problem]:
    known = {one.code for one in organisations.every()}
    for one in row.rows("roles"):
        named = one.text("organisation")
        if named not in known:
            yield problem(
                here,
                thing,
                N_("a role names {named}, and there is no such organisation."),
                N_("Correct the code, or add it to organisations.yaml."),
                named=named,
            )
        first, last = one.day("from"), one.day("to")
        if first and last and last < first:
            yield problem(
                here,
                thing,
                N_("the role of {named} ends before it begins."),
                N_("Correct one of the two days."),
                named=named,
            )


def _circles(data: DataSet) -> Iterator[Problem]:
    """Items that wait for each other in a circle: none of them could ever begin."""
    rows = {row.text("code"): row for row in data.rows("items")}
    found = circle({code: row.texts("follows") for code, row in rows.items()})
    if found:
        row = rows[found[0]]
        yield problem(
            (f"plan/{row.file}", row.line),
            f"code {found[0]}",
            N_("follows leads round in a circle: {circle}."),
            N_("Remove one of these pointers."),
            circle=" → ".join(found),
        )


def _recommendation(row: Row) -> Recommendation:
    texts = {key: row.text(key) for key in ("title_en", "title_fr", "aim_en", "aim_fr")}
    return Recommendation(
        code=row.text("code"),
        pillar=row.text("pillar"),
        page=row.number("page") or 0,
        page_inferred=row.flag("page_inferred"),
        **texts,
    )


def _search(row: Row) -> EvidenceSearch:
    return EvidenceSearch(
        row.text("code"),
        row.day("on") or date.min,
        row.text("looked_en"),
        row.text("looked_fr"),
        row.texts("sources"),
    )


def _roles(row: Row, published: str) -> Iterator[Role]:
    """The lead that the source itself names, from the month it came out; then the dated roles."""
    if lead := _named(row, "lead"):
        yield Role(lead, Part.LEAD, first_day(published), None, "")
    for one in row.rows("roles"):
        yield Role(
            one.text("organisation"),
            Part(one.text("part")),
            one.day("from"),
            one.day("to"),
            one.text("source"),
        )


def _item(row: Row, published: str) -> Item:
    texts = ("text_en", "text_fr", "built_instead_en", "built_instead_fr")
    return Item(
        code=row.text("code"),
        recommendation=row.text("recommendation"),
        page=row.number("page") or 0,
        page_inferred=row.flag("page_inferred"),
        lead=_named(row, "lead"),
        start=_day(row, "start"),
        due=_day(row, "due"),
        measure=_named(row, "indicator"),
        headlines=row.texts("headlines"),
        roles=tuple(_roles(row, published)),
        indicators=indicators_of(row),
        searches=row.texts("searched"),
        follows=row.texts("follows"),
        evidence=tuple(
            Evidence(
                one.text("dated"),
                one.text("bearing"),
                one.text("text_en"),
                one.text("text_fr"),
                one.text("source"),
            )
            for one in row.rows("evidence")
        ),
        **{key: row.text(key) for key in texts},
    )


def _named(row: Row, key: str) -> str:
    text = row.text(key)
    return "" if text == NONE_YET else text


def _day(row: Row, key: str) -> date | None:
    return row.day(key) if _named(row, key) else None
