"""What others say and what was done, in the report: claims side by side, programmes, duties, changes of law."""

from collections.abc import Iterator

from dotline.plan.formats.words import CLOCK_STATES, FORCES, KINDS
from dotline.plan.queries import clocks
from dotline.plan.rules import programmes
from dotline.plan.rules.leads import first_day
from dotline.plan.rules.programmes import Programme
from dotline.reference import claims, obligations, organisations
from dotline.reference.claims import Claim
from dotline.reference.law import library
from dotline.report.formats.bindings import way
from dotline.report.formats.bounded import BOUNDS, bounded
from dotline.report.formats.index import NumberIndex, Origin
from dotline.report.formats.sources import Sources
from dotline.ui.bilingual import LANGS, Text
from dotline.ui.blocks.values import Binding, Block, Cell, Note, Row, Source, Table, Unit
from dotline.ui.wording import both

NONE = Text("none told", "rien de précisé")
WITHOUT_FIGURE = frozenset({claims.Bound.WORDS, claims.Bound.RANK})
CLAIM_HEADER = (
    Text("Who says it", "Qui le dit"),
    Text("Figure", "Chiffre"),
    Text("Of what", "De quoi"),
    Text("Source", "Source"),
)
PROGRAMME_HEADER = (
    Text("Programme", "Programme"),
    Text("What it is for, and who pays", "À quoi il sert, et qui paie"),
    Text("Money and reach", "Argent et portée"),
    Text("Source", "Source"),
)
DUTY_HEADER = (
    Text("Duty", "Obligation"),
    Text("Who owes it", "Qui doit"),
    Text("Last day", "Dernier jour"),
    Text("State", "État"),
    Text("What asks for it", "Ce qui l’exige"),
)
LAW_HEADER = (
    Text("Provision", "Disposition"),
    Text("In force since", "En vigueur depuis"),
    Text("What it says", "Ce qu’elle dit"),
    Text("Source", "Source"),
)


def disagreeing(sources: Sources, index: NumberIndex) -> Iterator[Block]:
    """Every claim by what it is about, the contested first. Claims are never averaged."""
    digest, ways = claims.HOLDER.digest, way("plan:claims")
    source = Source(Text("published claims", "affirmations publiées"), "claims", digest)
    for subject, found in claims.by_subject():
        about = Text(subject.title_en, subject.title_fr)
        origin = Origin(about, source.text, f"claims.{subject.code}", digest, ways)
        if subject.note_en:
            note = Text(subject.note_en, subject.note_fr)
            yield Note(index.text(f"claims.{subject.code}.note", note, origin))
        rows = tuple(_claim(one, index, origin) for one in found)
        title = index.text(f"claims.{subject.code}.title", about, origin)
        yield Table(f"claims-{subject.code}", title, CLAIM_HEADER, rows, source)


def _claim(one: Claim, index: NumberIndex, about: Origin) -> Row:
    name, who = f"claim.{one.code}", Text(one.says_en, one.says_fr)
    origin = Origin(
        Text(one.text_en, one.text_fr), who, f"claims.{one.code}", about.snapshot, about.ways
    )
    figure: Cell = NONE
    if one.bound not in WITHOUT_FIGURE:
        bound = bounded(
            one,
            f"{name}.figure",
            label=origin.label,
            source=origin.source,
            measure=origin.measure,
            snapshot=origin.snapshot,
        )
        figure = index.add(bound, origin.ways)
    return Row(
        index.text(f"{name}.who", who, origin),
        (
            figure,
            index.text(f"{name}.text", origin.label, origin),
            index.source(name, f"{one.source}, {one.locator}", origin),
        ),
    )


def programmes_kept(sources: Sources, index: NumberIndex) -> Iterator[Block]:
    """Every programme by kind. Sums are never added up: the texts tell some money twice."""
    digest = programmes.HOLDER.digest
    source = Source(Text("the list of programmes", "la liste des programmes"), "programmes", digest)
    for kind, words in KINDS.items():
        rows = tuple(_programme(one, index, source) for one in programmes.every(kind))
        if rows:
            yield Table(f"programmes-{kind.value}", both(words), PROGRAMME_HEADER, rows, source)


def _programme(one: Programme, index: NumberIndex, source: Source) -> Row:
    name, title = f"programme.{one.code}", Text(one.title_en, one.title_fr)
    origin = Origin(title, source.text, name, source.snapshot, way("plan:programmes"))
    aim = Text(one.aim_en, one.aim_fr) if one.aim_en else NONE
    if one.funder:
        payer = organisations.find(one.funder)
        aim = Text(f"{aim.en} ({payer.name_en})", f"{aim.fr} ({payer.name_fr})")
    return Row(
        index.text(f"{name}.title", title, origin),
        (
            index.text(f"{name}.aim", aim, origin),
            _sums(one, index, origin),
            index.source(name, f"{one.source}, {one.locator}", origin),
        ),
    )


def _sums(one: Programme, index: NumberIndex, origin: Origin) -> Text:
    """Each sum and the reach as bound numbers, each with its years or its unit."""
    told = []
    for place, sum_ in enumerate(one.money, start=1):
        bound = Binding(
            id=f"{origin.measure}.sum{place}",
            value=sum_.amount,
            label=origin.label,
            source=origin.source,
            measure=f"{origin.measure}.{sum_.part}",
            snapshot=origin.snapshot,
            unit=Unit.DOLLARS,
            bound=BOUNDS[sum_.bound],
        )
        index.add(bound, origin.ways)
        years = sum_.first if sum_.first == sum_.last else f"{sum_.first} – {sum_.last}"
        said = f"{{n:{bound.id}}} {sum_.currency} ({years})"
        told.append(Text(said, said))
    if one.reach:
        found = bounded(
            one.reach,
            f"{origin.measure}.reach",
            label=origin.label,
            source=origin.source,
            measure=origin.measure,
            snapshot=origin.snapshot,
        )
        index.add(found, origin.ways)
        mark = f"{{n:{found.id}}}"
        told.append(Text(f"{mark} {one.reach.unit_en}", f"{mark} {one.reach.unit_fr}"))
    if not told:
        return NONE
    return Text(*("; ".join(text.in_(lang) for text in told) for lang in LANGS))


def duties(sources: Sources, index: NumberIndex) -> Iterator[Block]:
    """What public bodies owed by the day of the report: met, late, or waived."""
    source = Source(
        Text("the obligations", "les obligations"), "obligations", obligations.HOLDER.digest
    )
    rows = []
    for place, one in enumerate(clocks.due(sources.reader, sources.day, finished=True), start=1):
        rule, day = one.rule, f"{{d:{one.due.isoformat()}}}"
        name = f"duty.{rule.code}.{place}"
        origin = Origin(
            Text(rule.title_en, rule.title_fr),
            source.text,
            f"obligations.{rule.code}",
            source.snapshot,
            way("plan:clocks"),
        )
        holder = organisations.find(rule.holder) if rule.holder else None
        force = both(FORCES[rule.force])
        basis = Text(f"{force.en} {rule.ground('en')}", f"{force.fr} {rule.ground('fr')}")
        cells = (
            Text(holder.name_en, holder.name_fr) if holder else NONE,
            Text(day, day),
            both(CLOCK_STATES[one.state][0]),
            index.text(f"{name}.basis", basis, origin),
        )
        rows.append(Row(index.text(f"{name}.title", origin.label, origin), cells))
    if rows:
        caption = Text("Duties of public bodies", "Obligations des organismes publics")
        yield Table("duties-table", caption, DUTY_HEADER, tuple(rows), source)


def law_changes(sources: Sources, index: NumberIndex) -> Iterator[Block]:
    """The provisions of our library that came into force between the plan and the report."""
    source = Source(
        Text("the law library", "la bibliothèque de droit"), "law", library.HOLDER.digest
    )
    begin = first_day(sources.version.published)
    found = [
        (one.span.start, one)
        for texts in library.HOLDER.value().provisions.values()
        for one in texts
        if one.span.start and begin <= one.span.start <= sources.day
    ]
    rows = []
    for place, (since, one) in enumerate(sorted(found, key=lambda it: (it[0], it[1].cite)), 1):
        name = f"law.{place}"
        origin = Origin(
            Text(one.title_en, one.title_fr),
            source.text,
            f"law.{one.cite}",
            source.snapshot,
            way("plan:board"),
        )
        day = f"{{d:{since.isoformat()}}}"
        cells = (
            Text(day, day),
            index.text(f"{name}.title", origin.label, origin),
            index.source(name, one.source, origin),
        )
        rows.append(Row(index.text(f"{name}.cite", Text(one.cite, one.cite), origin), cells))
    if rows:
        caption = Text("Law that changed", "Le droit qui a changé")
        yield Table("law-changes", caption, LAW_HEADER, tuple(rows), source)
