"""Each recommendation and action item in the report: who leads, what measures it, what both raters say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from dotline.plan import queries as plan
from dotline.plan.formats.words import (
    BEARINGS,
    GAPS,
    MEASURES,
    RATERS,
    RATINGS,
    STATES,
    VALUE_ROLES,
)
from dotline.plan.models import IndicatorValue, ItemIndicator, Recommendation
from dotline.plan.queries import ItemStatus, PartOn
from dotline.plan.rules import Gap
from dotline.plan.rules.indicators import Standing
from dotline.plan.rules.leads import Part
from dotline.plan.rules.ratings import Rated, Rater, differ, newest
from dotline.report.formats.bindings import way
from dotline.report.formats.bounded import bounded
from dotline.report.formats.index import NumberIndex, Origin
from dotline.report.formats.sources import Sources
from dotline.statistics.formats import words
from dotline.ui.bilingual import LANGS, Lang, Text
from dotline.ui.blocks.values import Binding, Block, Cell, Heading, Items, Para, Row, Table
from dotline.ui.wording import both

NONE_YET, NONE = Text("none yet", "pas encore"), Text("none", "aucune")
FIRM = {
    Standing.FINAL: Text("final", "définitive"),
    Standing.PROVISIONAL: Text("provisional", "provisoire"),
    Standing.NONE: Text("none", "aucune"),
}
NOT_RATED = Text(
    "Neither the lead nor the Rapporteur has rated it yet.",
    "Ni le responsable ni le Rapporteur ne l’ont encore évaluée.",
)
VALUE_HEADER = (
    Text("Value", "Valeur"),
    Text("Figure", "Chiffre"),
    Text("Period", "Période"),
    Text("How firm", "Solidité"),
    Text("Source, or why there is none", "Source, ou pourquoi il n’y en a pas"),
)
RATING_HEADER = (
    Text("Who rates", "Qui évalue"),
    Text("Rating", "Évaluation"),
    Text("Day", "Jour"),
    Text("It rests on", "Elle repose sur"),
)


def items(sources: Sources, index: NumberIndex) -> Iterator[Block]:
    """Every recommendation with its items, in the order of the plan."""
    histories = plan.histories(sources.reader)
    for pillar in sources.pillars:
        for recommendation, statuses in pillar.recommendations:
            label = Text(pillar.pillar.label_en, pillar.pillar.label_fr)
            yield from _recommendation(recommendation, label, sources, index)
            for status in statuses:
                history = histories.get(status.item.code, ())
                yield from _Item(status, history, sources, index).blocks()


def _recommendation(
    one: Recommendation, pillar: Text, sources: Sources, index: NumberIndex
) -> Iterator[Block]:
    origin = _origin(one.code, way("plan:board"), sources)
    title = index.text(f"{one.code}.title", Text(one.title_en, one.title_fr), origin)
    aim = index.text(f"{one.code}.aim", Text(one.aim_en, one.aim_fr), origin)
    yield Heading(
        f"recommendation-{one.code}",
        Text(f"Recommendation {one.code}: {title.en}", f"Recommandation {one.code} – {title.fr}"),
        level=2,
    )
    yield Para(
        Text(
            f"{aim.en} Pillar: {pillar.en}; page {one.page} of the source.",
            f"{aim.fr} Pilier\u202f: {pillar.fr}; page {one.page} de la source.",
        )
    )


def _origin(code: str, ways: dict[Lang, str], sources: Sources) -> Origin:
    label = Text(f"Number in the words of {code}", f"Nombre dans les mots de {code}")
    return Origin(label, sources.plan_name, f"plan.{code}", sources.plan_digest, ways)


@dataclass(frozen=True)
class _Item:
    """One action item; each method writes one part of it."""

    status: ItemStatus
    history: Sequence[Rated]
    sources: Sources
    index: NumberIndex

    @property
    def code(self) -> str:
        return self.status.item.code

    @property
    def origin(self) -> Origin:
        return _origin(self.code, way("plan:item", self.code), self.sources)

    def blocks(self) -> Iterator[Block]:
        """Text, facts, indicators, ratings, evidence."""
        item = self.status.item
        yield Heading(
            f"item-{self.code}", Text(f"Action item {self.code}", f"Mesure {self.code}"), level=3
        )
        yield Para(self.bound("", Text(item.text_en, item.text_fr)))
        yield Items(tuple(self.facts()))
        for place, indicator in enumerate(item.indicators.all(), start=1):
            yield self.indicator(place, indicator)
        yield from self.ratings()
        if evidence := tuple(self.evidence()):
            yield Para(Text("What has happened since:", "Ce qui s’est passé depuis\u202f:"))
            yield Items(evidence)

    def bound(self, part: str, text: Text) -> Text:
        """A text of the plan; each number in it is bound to the plan."""
        return self.index.text(f"{self.code}{part}", text, self.origin)

    def cited(self, part: str, words: str) -> Text:
        """Where it stands, by its title in the language of the source."""
        return self.index.source(f"{self.code}{part}", words, self.origin)

    def facts(self) -> Iterator[Text]:
        """Lead and partners on the day of the report, days, state, reports, figures, searches."""
        item, day = self.status.item, f"{{d:{self.sources.day.isoformat()}}}"
        parts = plan.parts_on(item, self.sources.day)
        leads, partners = _names(parts, Part.LEAD), _names(parts, Part.PARTNER)
        yield Text(f"Lead on {day}: {leads.en}.", f"Responsable le {day}\u202f: {leads.fr}.")
        if partners is not NONE_YET:
            yield Text(f"Partners: {partners.en}.", f"Partenaires\u202f: {partners.fr}.")
        yield _day("First day", "Premier jour", item.start)
        yield _day("Last day", "Dernier jour", item.due)
        yield self.state()
        if self.status.reports.expected:
            yield self.reports()
        if item.built_instead_en:
            text = self.bound(".instead", Text(item.built_instead_en, item.built_instead_fr))
            yield Text(
                f"What is built instead: {text.en}", f"Ce qui est bâti à la place\u202f: {text.fr}"
            )
        yield from self.figures()
        if item.searched:
            found = ", ".join(f"{{see:search-{code}}}" for code in item.searched.split())
            yield Text(f"Where we looked: {found}.", f"Où nous avons cherché\u202f: {found}.")

    def state(self) -> Text:
        """What the lead reports and what is missing."""
        told = [both(STATES[self.status.state])]
        told += [both(GAPS[gap]) for gap in Gap if gap in self.status.gaps]
        return _list("State", "État", told)

    def reports(self) -> Text:
        """How many reports the lead owed, sent, and sent in time."""
        counted = self.status.reports
        for part, value in vars(counted).items():
            binding = Binding(
                id=f"{self.code}.{part}",
                value=value,
                label=Text(f"Reports on {self.code}, {part}", f"Rapports sur {self.code} ({part})"),
                source=self.sources.plan_name,
                measure=f"plan.{self.code}.reports.{part}",
                snapshot=self.sources.plan_digest,
            )
            self.index.add(binding, self.origin.ways)
        owed, came, timely = (f"{{n:{self.code}.{part}}}" for part in vars(counted))
        return Text(
            f"Reports of the lead: owed so far {owed}, received {came}, in time {timely}.",
            f"Rapports du responsable\u202f: dus à ce jour {owed}, reçus {came}, à temps {timely}.",
        )

    def figures(self) -> Iterator[Text]:
        """What the released figures say of the item."""
        reader = self.sources.reader
        for one in plan.headlines(reader, self.status.item):
            label = Text(one.headline.label_en, one.headline.label_fr)
            code = one.headline.code
            said = []
            for lang in LANGS:
                with override(lang):
                    said.append(" ".join(words.lines(one, lang)))
            if not all(said):
                continue
            origin = Origin(
                label,
                self.sources.release_name,
                code,
                self.sources.release.digest,
                way("statistics:measure", code),
            )
            text = self.index.text(f"{self.code}.{code}", Text(*said), origin)
            yield Text(f"{label.en}: {text.en}", f"{label.fr}\u202f: {text.fr}")

    def indicator(self, place: int, one: ItemIndicator) -> Table:
        """Baseline, target and actual value with their bounds, or why there is none."""
        title = self.bound(f".indicator{place}", Text(one.title_en, one.title_fr))
        unit = self.bound(f".unit{place}", Text(one.unit_en, one.unit_fr))
        what = both(MEASURES[one.measures])
        caption = Text(f"{title.en} ({unit.en}; {what.en})", f"{title.fr} ({unit.fr}; {what.fr})")
        rows = tuple(
            self.value(f"{place}-{number}", one, value)
            for number, value in enumerate(one.values.all(), start=1)
        )
        name = f"indicator-{self.code}-{place}"
        return Table(name, caption, VALUE_HEADER, rows, self.sources.plan_source)

    def value(self, name: str, indicator: ItemIndicator, one: IndicatorValue) -> Row:
        """One value as a row: bound number, period, how firm, and source or reason."""
        role = both(VALUE_ROLES[one.role])
        figure: Cell = NONE
        if one.standing != Standing.NONE:
            figure = self.index.add(self._binding(name, role, indicator, one), self.origin.ways)
        told, why = [], f"why{name}"
        if one.why_en:
            told.append(self.bound(f".{why}", Text(one.why_en, one.why_fr)))
        if one.source:
            told.append(self.cited(f".{why}", one.source))
        reason = Text(
            *("; ".join(text.in_(lang) for text in told) or NONE.in_(lang) for lang in LANGS)
        )
        cells = (
            figure,
            self.bound(f".period{name}", _period(one)),
            FIRM[Standing(one.standing)],
            reason,
        )
        return Row(role, cells)

    def _binding(
        self, name: str, role: Text, indicator: ItemIndicator, one: IndicatorValue
    ) -> Binding:
        return bounded(
            one,
            f"{self.code}.value{name}",
            label=Text(
                f"{self.code}, {indicator.title_en}: {role.en}",
                f"{self.code}, {indicator.title_fr}\u202f: {role.fr}",
            ),
            source=Text(one.source, one.source) if one.source else self.sources.plan_name,
            measure=f"plan.{self.code}.{indicator.measures}.{one.role}",
            snapshot=self.sources.plan_digest,
        )

    def ratings(self) -> Iterator[Block]:
        """What the lead and the Rapporteur say, side by side; neither can change the other."""
        said = {rater: newest(self.history, rater) for rater in Rater}
        if not any(said.values()):
            yield Para(NOT_RATED)
            return
        rows = tuple(self._rated(rater, one) for rater, one in said.items())
        caption = Text(
            f"Both ratings of action item {self.code}",
            f"Les deux évaluations de la mesure {self.code}",
        )
        yield Table(f"ratings-{self.code}", caption, RATING_HEADER, rows, self.sources.plan_source)
        if differ(self.history):
            yield Para(
                Text(
                    "They do not agree. Both stand, and neither can change the other.",
                    "Elles ne concordent pas. Les deux demeurent, et aucune ne peut changer l’autre.",
                )
            )

    def _rated(self, rater: Rater, one: Rated | None) -> Row:
        head = both(RATERS[rater])
        if one is None:
            return Row(head, (NONE_YET, NONE_YET, NONE_YET))
        day = f"{{d:{one.given_on.isoformat()}}}"
        grounds = NONE
        if one.grounds:
            told = one.grounds
            said = self.bound(f".{rater.value}", Text(told.evidence_en, told.evidence_fr))
            where = self.bound(f".{rater.value}.where", Text(told.source, told.source))
            grounds = Text(f"{said.en} ({where.en})", f"{said.fr} ({where.fr})")
        return Row(head, (both(RATINGS[one.rating]), Text(day, day), grounds))

    def evidence(self) -> Iterator[Text]:
        """What has happened since, each with what it means for the item, and its source."""
        for place, one in enumerate(self.status.item.evidence.all(), start=1):
            bearing = both(BEARINGS[one.bearing])
            part, day = f".evidence{place}", f"{one.dated} – " if one.dated else ""
            said = self.bound(part, Text(f"{day}{one.text_en}", f"{day}{one.text_fr}"))
            where = self.cited(part, one.source)
            yield Text(
                f"{said.en} ({bearing.en}; {where.en})", f"{said.fr} ({bearing.fr}; {where.fr})"
            )


def searches(sources: Sources, index: NumberIndex) -> Iterator[Block]:
    """Each search for evidence that an item names: day, what was looked into, where."""
    found = {
        row.code: row
        for pillar in sources.pillars
        for _recommendation, statuses in pillar.recommendations
        for status in statuses
        for row in plan.searches(sources.reader, status.item)
    }
    for code, row in sorted(found.items(), key=lambda pair: pair[1].place):
        day = f"{{d:{row.on.isoformat()}}}"
        origin = _origin(f"searches.{code}", way("plan:board"), sources)
        yield Heading(f"search-{code}", Text(f"Search of {day}", f"Recherche du {day}"), level=3)
        yield Para(index.text(f"search.{code}", Text(row.looked_en, row.looked_fr), origin))
        yield Items(
            tuple(
                index.source(f"search.{code}.{place}", one, origin)
                for place, one in enumerate(row.sources.splitlines(), start=1)
            )
        )


def _names(parts: Sequence[PartOn], part: Part) -> Text:
    found = [one.organisation for one in parts if one.role.part is part]
    if not found:
        return NONE_YET
    return Text("; ".join(one.name_en for one in found), "; ".join(one.name_fr for one in found))


def _day(english: str, french: str, day: date | None) -> Text:
    mark = f"{{d:{day.isoformat()}}}" if day else ""
    return Text(f"{english}: {mark or NONE_YET.en}.", f"{french}\u202f: {mark or NONE_YET.fr}.")


def _list(english: str, french: str, told: Sequence[Text]) -> Text:
    return Text(
        f"{english}: {', '.join(one.en for one in told)}.",
        f"{french}\u202f: {', '.join(one.fr for one in told)}.",
    )


def _period(one: IndicatorValue) -> Text:
    if not one.first:
        return NONE
    said = one.first if one.first == one.last else f"{one.first} – {one.last}"
    return Text(said, said)
