"""The annual report in both languages, HTML and PDF/UA-1, from a release of three years.

The rows behind the release are invented here, as many as the Canadian hotline had calls. What is
measured is what `dotline report build annual --lang en --lang fr --out DIR` does in process.
"""

from collections.abc import Iterator
from pathlib import Path

from dotline.cli.bench import Row, timed
from dotline.cli.main import ready

PERIOD = "2023-Q1..2025-Q4"
CALLS = {"ON": 520, "QC": 200, "BC": 160, "AB": 100, "MB": 35, "NS": 25, "SK": 12, "NU": 2}
NEEDS = ("housing", "navigation", "healing")

ENDS = ("open", "closed")
TONGUES = ("rest", "shared")


def run(home: Path) -> list[Row]:
    """Both languages at once against the promise of ten seconds, and each step alone."""
    ready()
    from dotline.access import queries as access  # noqa: PLC0415 - Django must be up
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.report import jobs  # noqa: PLC0415
    from dotline.report.formats import annual, sources  # noqa: PLC0415
    from dotline.report.formats.files import write_files  # noqa: PLC0415
    from dotline.ui.blocks.html import to_html  # noqa: PLC0415
    from dotline.ui.blocks.pdf import to_pdf  # noqa: PLC0415

    operator = access.operator()
    with behind(operator):
        _release(operator)

        def whole() -> None:
            _kept, built = jobs.build_and_keep(operator, "annual", ("en", "fr"), SilentProgress())
            write_files(home / "out", built.files)

        script = jobs.script("annual")
        composed = annual.compose(script, sources.gather(operator))
        return [
            Row("both languages, kept and written", timed(whole, 5, warm_up=0), limit=10_000),
            Row("asking release and plan", timed(lambda: sources.gather(operator), 5)),
            Row("HTML, one language", timed(lambda: to_html(composed.report, "fr"), 5)),
            Row("PDF/UA-1, one language", timed(lambda: to_pdf(composed.report, "fr"), 5)),
        ]


def _release(operator: object) -> None:
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.audit.stores import Store  # noqa: PLC0415
    from dotline.base.reader import Period, Reader  # noqa: PLC0415
    from dotline.gates import clean_room, outbox  # noqa: PLC0415
    from dotline.gates.protect import CountingRow  # noqa: PLC0415
    from dotline.statistics import jobs  # noqa: PLC0415
    from dotline.statistics.rules import periods  # noqa: PLC0415

    def rows(_reader: Reader, period: Period) -> Iterator[CountingRow]:
        for quarter in period.quarters:
            for place, count in CALLS.items():
                where = {"quarter": quarter, "province": place}
                for i in range(count):
                    unit = f"{quarter}{place}{i}"
                    yield CountingRow(unit, "calls", where)
                    if i % 4 == 0:
                        yield CountingRow(unit, "unmet_needs", {**where, "need": NEEDS[i % 3]})
                    if i % 8 == 0:
                        yield CountingRow(unit, "cases", {**where, "form": "sex"})
                        told = {"loop": ENDS[i % 3 > 0], "language": TONGUES[i % 5 > 0]}
                        yield CountingRow(unit, "referrals_sent", {**where, **told})
                    if i % 16 == 0:
                        yield CountingRow(unit, "referrals_acknowledged", where)

    clean_room._sources.clear()
    clean_room.register("bench", rows)
    assert isinstance(operator, Reader)
    jobs.release_period(operator, periods.period(PERIOD))
    with behind(Reader.system("heartbeat")):
        outbox.deliver(Store.INSIDE)
