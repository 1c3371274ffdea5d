"""Tables of the report on how well help works: waits as percentiles, and where the kinds of help are."""

import json
from datetime import timedelta

from dotline.base import crypto
from dotline.report.formats.sources import Sources
from dotline.statistics import queries as statistics
from dotline.statistics.formats.pictures import KINDS_OF_HELP
from dotline.statistics.queries.headlines import HeadlineShown
from dotline.statistics.rules.headlines import HEADLINES, Way
from dotline.ui.bilingual import Text
from dotline.ui.blocks.values import Cell, Row, Source, Table
from dotline.ui.numbers import Hidden

HOUR = timedelta(hours=1)
YES, NO = Text("yes", "oui"), Text("no", "non")


def waits(name: str, caption: Text, sources: Sources) -> Table:
    """Percentiles of each wait, between two lengths of time, from published counts alone."""
    asked = [one for one in HEADLINES if one.way is Way.WAIT]
    rows = tuple(
        Row(
            Text(one.label_en, one.label_fr), _bounds(statistics.headline(sources.reader, one.code))
        )
        for one in asked
    )
    header = (
        Text("Wait", "Attente"),
        Text("Half: more than (hours)", "La moitié\u202f: plus de (heures)"),
        Text("Half: at most (hours)", "La moitié\u202f: au plus (heures)"),
        Text("Nine in ten: more than (hours)", "Neuf sur dix\u202f: plus de (heures)"),
        Text("Nine in ten: at most (hours)", "Neuf sur dix\u202f: au plus (heures)"),
    )
    tables = ", ".join(one.table for one in asked)
    return Table(name, caption, header, rows, sources.figures(tables))


def _bounds(shown: HeadlineShown) -> tuple[Cell, ...]:
    """Low and high bound of both percentiles, in hours."""
    found = [shown.waits.get(share) for share in ("p50", "p90")]
    missing = Hidden.SUPPRESSED if shown.waits else Hidden.NOT_COLLECTED
    return tuple(
        end // HOUR if end is not None else missing
        for one in found
        for end in ((one.low, one.high) if one else (None, None))
    )


def coverage(name: str, caption: Text, sources: Sources) -> Table:
    """In which provinces and territories each kind of help is, on the day the report is built."""
    shown = statistics.headline(sources.reader, "coverage")
    rows = tuple(
        Row(
            Text(place.label_en, place.label_fr),
            tuple(YES if there[code] else NO for there in shown.there.values()),
        )
        for code in shown.places
        for place in [sources.said.place(code)]
    )
    header = (
        Text("Province or territory", "Province ou territoire"),
        *(KINDS_OF_HELP[kind] for kind in shown.there),
    )
    digest = crypto.digest(json.dumps(shown.there, sort_keys=True).encode())
    directory = Text("the open directory", "le répertoire ouvert")
    return Table(name, caption, header, rows, Source(directory, "coverage", digest))
