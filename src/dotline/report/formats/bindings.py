"""Numbers bound to their queries: each knows its source, measure, snapshot and gate passage."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import override

from dotline.base.errors import Invalid, NotFound
from dotline.gates.protect import Rule
from dotline.report.formats.sources import Sources
from dotline.report.rules.texts import Script, Wanted
from dotline.statistics import queries as statistics
from dotline.statistics.queries import Number
from dotline.ui.bilingual import LANGS, Lang, Text
from dotline.ui.blocks.values import Binding, Bound, Unit
from dotline.ui.numbers import Hidden, Value

PLAN_COUNTS = {
    "recommendations": Text("Recommendations of the plan", "Recommandations du plan"),
    "action_items": Text("Action items of the plan", "Mesures du plan"),
    "without_lead": Text("Action items without a lead", "Mesures sans responsable"),
    "without_indicator": Text("Action items without an indicator", "Mesures sans indicateur"),
    "without_data": Text(
        "Action items with an indicator but without a figure",
        "Mesures dotées d’un indicateur mais sans chiffre",
    ),
    "late": Text("Action items whose last day is over", "Mesures dont le dernier jour est passé"),
    "reports_expected": Text("Reports owed by the leads", "Rapports dus par les responsables"),
    "reports_received": Text("Reports of the leads received", "Rapports des responsables reçus"),
    "reports_on_time": Text("Of these, in time", "Rapports reçus à temps"),
}
FACT_NUMBERS = ("threshold", "hidden", "cells")


NOTHING = Text("–", "–")


@dataclass(frozen=True)
class Literal(Binding):
    """A number that stands in the plan's own words, such as a tariff item, printed as it stands there."""

    written: Text = NOTHING

    def words(self, lang: Lang) -> str:
        """The number as the plan has it."""
        return self.written.in_(lang)


@dataclass(frozen=True)
class Traced:
    """A binding and the address that follows it back, in each language."""

    binding: Binding
    ways: dict[Lang, str]


def bind(script: Script, sources: Sources) -> Iterator[Traced]:
    """The numbers that the texts name, each asked once, in the order of the data file."""
    named = script.named()
    for name in FACT_NUMBERS:
        if name in named:
            yield _fact(name, sources)
    for wanted in script.numbers.values():
        if wanted.name in named:
            yield _bound(wanted, script, sources)


def _bound(wanted: Wanted, script: Script, sources: Sources) -> Traced:
    if wanted.plan:
        return _of_plan(wanted, sources)
    try:
        if wanted.measure:
            return _of_release(wanted, _asked(wanted, sources))
        return _share(wanted, script, sources)
    except NotFound:
        return _not_collected(wanted, sources)


def _asked(wanted: Wanted, sources: Sources) -> Number:
    time = sources.year if wanted.time == "year" else sources.release.period
    edition = str(sources.release.edition)
    return statistics.number(sources.reader, wanted.measure, time, wanted.place, edition)


def _not_collected(wanted: Wanted, sources: Sources) -> Traced:
    """The release holds no such number: said in words, for it is no zero."""
    measure = wanted.measure or f"{wanted.share} / {wanted.whole}"
    binding = Binding(
        id=wanted.name,
        value=Hidden.NOT_COLLECTED,
        label=Text(f"{measure}, {wanted.place}", f"{measure} ({wanted.place})"),
        source=sources.release_name,
        measure=measure,
        snapshot=sources.release.digest,
        passage=str(sources.release.passage_id),
    )
    return Traced(binding, way("statistics:overview"))


def _of_release(wanted: Wanted, found: Number) -> Traced:
    measure, release = found.measure, found.release
    binding = Binding(
        id=wanted.name,
        value=_shown(found),
        label=Text(
            f"{measure.label_en}, {found.time.label_en}, {found.place.label_en}",
            f"{measure.label_fr}, {found.time.label_fr}, {found.place.label_fr}",
        ),
        source=_release_name(found),
        measure=measure.code,
        snapshot=release.digest,
        passage=str(release.passage_id),
        bound=Bound.AT_LEAST if measure.bound_en.startswith("at least") else Bound.EXACT,
    )
    return Traced(binding, way("statistics:number", found.id))


def _shown(found: Number) -> Value:
    return Hidden.SUPPRESSED if found.value is None else found.value


def _release_name(found: Number) -> Text:
    return Text(f"release {found.release.edition} of figures", f"diffusion {found.release.edition}")


def _share(wanted: Wanted, script: Script, sources: Sources) -> Traced:
    """One published count over another. Hidden as soon as one of the two is."""
    part, whole = (
        _asked(_measured(script, name), sources) for name in (wanted.share, wanted.whole)
    )
    top, bottom = part.value, whole.value
    shown: Value = Hidden.SUPPRESSED
    if top is not None and bottom is not None:
        shown = top / bottom if bottom else Hidden.NOT_APPLICABLE
    one, other = (_of_release(wanted, found).binding.label for found in (part, whole))
    binding = Binding(
        id=wanted.name,
        value=shown,
        label=Text(
            f"{one.en}, as a share of: {other.en}", f"{one.fr}, en proportion de\u202f: {other.fr}"
        ),
        source=_release_name(part),
        measure=f"{part.measure.code} / {whole.measure.code}",
        snapshot=part.release.digest,
        passage=str(part.release.passage_id),
        unit=Unit.SHARE,
    )
    return Traced(binding, way("statistics:number", part.id))


def _measured(script: Script, name: str) -> Wanted:
    wanted = script.numbers[name]
    if not wanted.measure:
        raise Invalid(
            "The number {name} is no measure, so no share can be taken of it.",
            "Name two numbers of one release in numbers.yaml.",
            name=name,
        )
    return wanted


def _of_plan(wanted: Wanted, sources: Sources) -> Traced:
    status = sources.status
    if wanted.plan.startswith("reports_"):
        value = getattr(status.reports, wanted.plan.removeprefix("reports_"))
    else:
        value = getattr(status, wanted.plan)
    binding = Binding(
        id=wanted.name,
        value=value,
        label=PLAN_COUNTS[wanted.plan],
        source=sources.plan_name,
        measure=f"plan.{wanted.plan}",
        snapshot=sources.plan_digest,
    )
    return Traced(binding, way("plan:board"))


def _fact(name: str, sources: Sources) -> Traced:
    release = sources.release
    value = {"threshold": Rule().threshold, "hidden": release.hidden, "cells": release.cells}[name]
    label = {
        "threshold": Text("Smallest count that is shown", "Plus petit nombre présenté"),
        "hidden": Text("Numbers hidden in the release", "Nombres masqués dans la diffusion"),
        "cells": Text("Numbers of the release in all", "Nombres de la diffusion en tout"),
    }[name]
    binding = Binding(
        id=name,
        value=value,
        label=label,
        source=sources.release_name,
        measure=f"{release.rule}.{name}",
        snapshot=release.digest,
        passage=str(release.passage_id),
    )
    return Traced(binding, way("statistics:overview"))


def way(name: str, *arguments: object) -> dict[Lang, str]:
    """The address of a page of ours in each language."""
    ways: dict[Lang, str] = {}
    for lang in LANGS:
        with override(lang):
            ways[lang] = reverse(name, args=[str(one) for one in arguments])
    return ways
