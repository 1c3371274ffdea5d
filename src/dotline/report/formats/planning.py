"""The plan in the report: what is missing by pillar, and each item with lead, indicator and state."""

from collections.abc import Iterator

from dotline.base.errors import Invalid
from dotline.plan.models import ActionItem, Pillar
from dotline.plan.queries import ItemStatus
from dotline.plan.rules import Gap, State
from dotline.report.formats.bindings import Traced, in_plan
from dotline.report.formats.sources import Sources
from dotline.ui.bilingual import Text
from dotline.ui.blocks.checks import typed_number
from dotline.ui.blocks.values import Block, Heading, Row, Table

NAMED, NONE_YET = Text("named", "nommé"), Text("none yet", "pas encore")
STATES = {
    State.NOT_STARTED: Text("no report", "aucun rapport"),
    State.UNDER_WAY: Text("under way", "en cours"),
    State.DONE: Text("done", "terminé"),
    State.STOPPED: Text("stopped", "arrêté"),
}
LATE = Text("late", "en retard")
GAP_HEADER = (
    Text("Pillar", "Pilier"),
    Text("Action items", "Mesures"),
    Text("Without a lead", "Sans responsable"),
    Text("Without an indicator", "Sans indicateur"),
    Text("Without data", "Sans données"),
    Text("Late", "En retard"),
)
ITEM_HEADER = (
    Text("Action item", "Mesure"),
    Text("Lead", "Responsable"),
    Text("Indicator", "Indicateur"),
    Text("State", "État"),
)


def gaps(name: str, caption: Text, sources: Sources) -> Table:
    """Counts of what is missing, a row for each pillar and one for the whole plan."""
    whole = Text("The whole plan", "Tout le plan")
    counted = [(_label(one.pillar), one.status) for one in sources.pillars]
    rows = tuple(
        Row(
            label,
            (
                status.action_items,
                status.without_lead,
                status.without_indicator,
                status.without_data,
                status.late,
            ),
        )
        for label, status in [*counted, (whole, sources.status)]
    )
    return Table(name, caption, GAP_HEADER, rows, sources.plan_source)


def items(name: str, caption: Text, sources: Sources) -> tuple[list[Block], list[Traced]]:
    """A table of the items for each pillar; numbers in the plan's own words are bound to the plan."""
    blocks: list[Block] = []
    traced: list[Traced] = []
    for one in sources.pillars:
        label = _label(one.pillar)
        rows = []
        for _recommendation, statuses in one.recommendations:
            for status in statuses:
                head, numbers = _words(status.item, sources)
                traced += numbers
                rows.append(Row(head, _cells(status)))
        place = f"{name}-{one.pillar.code}".replace("_", "-")
        blocks.append(Heading(f"pillar-{place}", label, level=2))
        named = Text(f"{caption.en}: {label.en}", f"{caption.fr}\u202f: {label.fr}")
        blocks.append(Table(place, named, ITEM_HEADER, tuple(rows), sources.plan_source))
    return blocks, traced


def _label(pillar: Pillar) -> Text:
    return Text(pillar.label_en, pillar.label_fr)


def _cells(one: ItemStatus) -> tuple[Text, ...]:
    """Short words only: the names stand in the row's head, so that the columns stay narrow."""
    lead = NAMED if one.item.lead else NONE_YET
    indicator = NAMED if one.item.measure else NONE_YET
    return lead, indicator, LATE if Gap.LATE in one.gaps else STATES[one.state]


def _words(item: ActionItem, sources: Sources) -> tuple[Text, list[Traced]]:
    """Code, text, lead and indicator of an item; each number in its text is bound to the plan."""
    english, french = _figures(item.text_en), _figures(item.text_fr)
    if len(english) != len(french):
        raise Invalid(
            "English and French of {code} do not hold the same numbers.",
            "Mend the two texts in the plan's data file.",
            code=item.code,
        )
    en, fr, traced = item.text_en, item.text_fr, []
    for place, (one, other) in enumerate(zip(english, french, strict=True), start=1):
        name = f"{item.code}.{place}"
        traced.append(in_plan(name, Text(one, other), item.code, sources))
        en, fr = en.replace(one, f"{{n:{name}}}", 1), fr.replace(other, f"{{n:{name}}}", 1)
    for more in _named(item, sources):
        en, fr = f"{en} {more.en}", f"{fr} {more.fr}"
    return Text(f"action item {item.code} – {en}", f"mesure {item.code} – {fr}"), traced


def _named(item: ActionItem, sources: Sources) -> Iterator[Text]:
    if item.lead:
        yield Text(f"Lead: {item.lead_en}.", f"Responsable\u202f: {item.lead_fr}.")
    if item.measure:
        counted = sources.said.measure(item.measure)
        yield Text(f"Indicator: {counted.label_en}.", f"Indicateur\u202f: {counted.label_fr}.")


def _figures(text: str) -> list[str]:
    """The figures typed into a text of the plan: those that are no date, section or year."""
    found = []
    while figure := typed_number(text):
        found.append(figure)
        text = text.replace(figure, "", 1)
    return found
