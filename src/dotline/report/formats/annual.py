"""The annual report as a tree of blocks: the script's texts with numbers bound, charts, tables, the plan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import Match

from dotline.report.formats import items, measures, planning, registers
from dotline.report.formats.bindings import bind
from dotline.report.formats.index import NumberIndex
from dotline.report.formats.sources import Sources
from dotline.report.rules.texts import PLACEHOLDER, Pair, Part, Script
from dotline.statistics.rules.measures import UNKNOWN_PLACE, Measure
from dotline.statistics.rules.periods import in_months
from dotline.ui.bilingual import Lang, Text
from dotline.ui.blocks.checks import refs, texts
from dotline.ui.blocks.inline import marks
from dotline.ui.blocks.values import (
    Binding,
    Block,
    Figure,
    Heading,
    Items,
    Note,
    Para,
    Report,
    Row,
    Table,
)
from dotline.ui.charts import Chart, Kind, Series

HOTLINE, EMERGENCY = "1-833-900-1010", "911"
FACTS = frozenset(
    {"period", "year", "release_day", "source_year", "hotline", "emergency"}
    | {"threshold", "hidden", "cells"}
)


TABLES: dict[str, Callable[[str, Text, Sources], Table]] = {
    "waits": measures.waits,
    "coverage": measures.coverage,
    "gaps": planning.gaps,
    "by_recommendation": planning.by_recommendation,
    "reports": planning.reports,
}
CHAPTERS: dict[str, Callable[[Sources, NumberIndex], Iterator[Block]]] = {
    "items": items.items,
    "searches": items.searches,
    "claims": registers.disagreeing,
    "programmes": registers.programmes_kept,
    "duties": registers.duties,
    "law_changes": registers.law_changes,
}
HEADED = frozenset({"counted", "searches"})  # shown below a heading, not below a paragraph


@dataclass(frozen=True)
class Composed:
    """A report ready to be written, and the address that follows each number back."""

    report: Report
    ways: dict[str, dict[Lang, str]]

    def way_back(self, lang: Lang) -> Callable[[Binding], str]:
        """For the HTML page: where a number leads."""
        return lambda bound: self.ways[bound.id][lang]


def compose(script: Script, sources: Sources) -> Composed:
    """Put numbers, charts and tables into the script."""
    writer = _Writer(script, sources)
    blocks = tuple(writer.blocks())
    said = {name for block in blocks for text in texts(block) for _kind, name in marks(text.en)}
    said |= {name for block in blocks for name in refs(block)}
    traced = [one for one in writer.index if one.binding.id in said]
    return Composed(
        Report(
            id="annual",
            title=writer.text(script.title),
            subtitle=writer.period(),
            author=writer.text(script.author),
            issued=sources.day,
            blocks=blocks,
            bindings=tuple(one.binding for one in traced),
            fictional=sources.release.fictional,
        ),
        {one.binding.id: one.ways for one in traced},
    )


class _Writer:
    """One report; each method writes one kind of block."""

    def __init__(self, script: Script, sources: Sources) -> None:
        self.script, self.sources = script, sources
        self.index = NumberIndex()
        for one in bind(script, sources):
            self.index.add(one.binding, one.ways)
        self.facts = _facts(sources, self.period())

    def period(self) -> Text:
        """The period of the release in words, from its first month to its last."""
        return in_months(self.sources.quarters[0], self.sources.quarters[-1])

    def text(self, pair: Pair) -> Text:
        """A text with its facts filled in and its numbers as marks for the renderers."""
        return Text(self._filled(pair.en, "en"), self._filled(pair.fr, "fr"))

    def _filled(self, text: str, lang: Lang) -> str:
        def put(found: Match[str]) -> str:
            name = found[1]
            return self.facts[name].in_(lang) if name in self.facts else f"{{n:{name}}}"

        return PLACEHOLDER.sub(put, text)

    def blocks(self) -> Iterator[Block]:
        """Every block, chapter by chapter."""
        for chapter in self.script.chapters:
            yield Heading(chapter.id, self.text(chapter.title))
            for part in chapter.parts:
                if self._wanted(part):
                    yield from self._part(part)

    def _wanted(self, part: Part) -> bool:
        hidden = self.sources.release.hidden > 0
        return {
            "": True,
            "something_hidden": hidden,
            "nothing_hidden": not hidden,
            "several_years": self.sources.year != self.sources.release.period,
        }[part.when]

    def _part(self, part: Part) -> Iterator[Block]:
        texts = tuple(self.text(one) for one in part.texts)
        match part.kind:
            case "heading":
                yield Heading(part.id, texts[0], level=2)
            case "para":
                yield Para(texts[0])
            case "note":
                yield Note(texts[0])
            case "list":
                yield Items(texts)
            case "chart":
                yield self._chart(part, texts[0])
            case "table":
                yield self._table(part, texts[0])
            case _:
                yield from self._shown(part, texts[0])

    def _measures(self, part: Part) -> list[Measure]:
        return [self.sources.said.measure(code) for code in part.measures]

    def _steps(self, part: Part) -> list[tuple[Text, str, str]]:
        """Label, time and place of each row of a table or step of a chart."""
        if part.over == "quarter":
            return [
                (Text(quarter, quarter.replace("-Q", "-T")), quarter, "CA")
                for quarter in self.sources.quarters
            ]
        said, whole = self.sources.said, self.sources.release.period
        places = [place for place in said.closed.sizes if place != UNKNOWN_PLACE]
        labels = [said.place(place) for place in [*places, UNKNOWN_PLACE]]
        return [(Text(one.label_en, one.label_fr), whole, one.code) for one in labels]

    def _chart(self, part: Part, caption: Text) -> Figure:
        steps, measures = self._steps(part), self._measures(part)
        chart = Chart(
            id=part.id,
            kind=Kind(part.shape),
            title=caption,
            alt=self._pair(part.alt),
            heading=self._pair(part.first),
            categories=tuple(label for label, _time, _place in steps),
            series=tuple(
                Series(
                    Text(one.label_en, one.label_fr),
                    tuple(self.sources.value(one, time, place) for _label, time, place in steps),
                )
                for one in measures
            ),
        )
        return Figure(part.id, caption, chart, self.sources.figures(", ".join(part.measures)))

    def _table(self, part: Part, caption: Text) -> Table:
        measures = self._measures(part)
        rows = tuple(
            Row(label, tuple(self.sources.value(one, time, place) for one in measures))
            for label, time, place in self._steps(part)
        )
        header = (self._pair(part.first), *(Text(one.label_en, one.label_fr) for one in measures))
        source = self.sources.figures(", ".join(part.measures))
        return Table(part.id, caption, header, rows, source)

    def _pair(self, pair: Pair | None) -> Text:
        assert pair is not None  # noqa: S101 - the schema asks for it
        return self.text(pair)

    def _shown(self, part: Part, caption: Text) -> Iterator[Block]:
        if part.show in TABLES:
            yield TABLES[part.show](part.id, caption, self.sources)
            return
        if part.show == "hidden":
            yield self._hidden(part, caption)
            return
        yield Heading(part.id, caption, level=2) if part.show in HEADED else Para(caption)
        if part.show == "counted":
            yield Items(tuple(map(_meaning, self.sources.said.measures.values())))
        else:
            yield from CHAPTERS[part.show](self.sources, self.index)

    def _hidden(self, part: Part, caption: Text) -> Table:
        said = self.sources.said.tables
        rows = tuple(
            Row(
                Text(said[one.code].label_en, said[one.code].label_fr),
                (one.cells, one.hidden),
            )
            for one in self.sources.release.tables.all()
            if one.code in said
        )
        header = (Text("Table", "Tableau"), Text("Numbers", "Nombres"), Text("Hidden", "Masqués"))
        return Table(
            part.id, caption, header, rows, self.sources.figures(self.sources.release.rule)
        )


def _facts(sources: Sources, period: Text) -> dict[str, Text]:
    """What is no figure and may stand in a text: days, years, the two numbers to call."""
    day = f"{{d:{sources.day.isoformat()}}}"
    year = sources.year
    whole = Text(year, year) if len(year) == len("2025") else period
    facts = {
        "release_day": Text(day, day),
        "source_year": Text(sources.version.published[:4], sources.version.published[:4]),
        "hotline": Text(HOTLINE, HOTLINE),
        "emergency": Text(EMERGENCY, EMERGENCY),
    }
    return {**facts, "period": period, "year": whole}


def _meaning(measure: Measure) -> Text:
    return Text(
        f"{measure.label_en} – {measure.definition_en} {measure.rule_en} {measure.coverage_en}",
        f"{measure.label_fr} – {measure.definition_fr} {measure.rule_fr} {measure.coverage_fr}",
    )
