"""The plan in the report: what is missing, by pillar and by recommendation. Counts only, never averaged."""

from dotline.plan.queries import Status, summed
from dotline.report.formats.sources import Sources
from dotline.ui.bilingual import Text
from dotline.ui.blocks.values import Row, Table

COUNTED = (
    Text("Action items", "Mesures"),
    Text("Without a lead", "Sans responsable"),
    Text("Without an indicator", "Sans indicateur"),
    Text("Without data", "Sans données"),
    Text("Late", "En retard"),
)
REPORTS = (
    Text("Reports owed", "Rapports dus"),
    Text("Received", "Reçus"),
    Text("In time", "À temps"),
)
RECOMMENDATION = Text("Recommendation", "Recommandation")
WHOLE = Text("The whole plan", "Tout le plan")


def gaps(name: str, caption: Text, sources: Sources) -> Table:
    """Counts of what is missing, a row for each pillar and one for the whole plan."""
    counted = [
        (Text(one.pillar.label_en, one.pillar.label_fr), one.status) for one in sources.pillars
    ]
    rows = tuple(Row(label, _missing(status)) for label, status in _with_whole(counted, sources))
    return Table(name, caption, (Text("Pillar", "Pilier"), *COUNTED), rows, sources.plan_source)


def by_recommendation(name: str, caption: Text, sources: Sources) -> Table:
    """The same, a row for each recommendation."""
    rows = tuple(Row(label, _missing(status)) for label, status in _recommended(sources))
    return Table(name, caption, (RECOMMENDATION, *COUNTED), rows, sources.plan_source)


def reports(name: str, caption: Text, sources: Sources) -> Table:
    """Reports of the leads: owed, received, in time, a row for each recommendation."""
    rows = tuple(
        Row(label, tuple(vars(status.reports).values())) for label, status in _recommended(sources)
    )
    return Table(name, caption, (RECOMMENDATION, *REPORTS), rows, sources.plan_source)


def _recommended(sources: Sources) -> list[tuple[Text, Status]]:
    counted = [
        (
            Text(f"{one.code} – {one.title_en}", f"{one.code} – {one.title_fr}"),
            summed(1, statuses),
        )
        for pillar in sources.pillars
        for one, statuses in pillar.recommendations
    ]
    return _with_whole(counted, sources)


def _with_whole(counted: list[tuple[Text, Status]], sources: Sources) -> list[tuple[Text, Status]]:
    return [*counted, (WHOLE, sources.status)]


def _missing(one: Status) -> tuple[int, ...]:
    return (
        one.action_items,
        one.without_lead,
        one.without_indicator,
        one.without_data,
        one.late,
    )
