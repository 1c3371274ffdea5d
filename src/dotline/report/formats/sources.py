"""Everything a report may ask: one release of figures and the plan, as they stand on its day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dotline.base import crypto
from dotline.base.errors import NotFound
from dotline.base.reader import Reader
from dotline.gates.protect import CellKey, leaves_of_time
from dotline.plan import queries as plan
from dotline.plan.models import PlanVersion
from dotline.plan.queries import PillarStatus, Status
from dotline.statistics import queries as statistics
from dotline.statistics.models import Release
from dotline.statistics.rules.measures import COUNTRY, Definitions, Measure, definitions
from dotline.ui.bilingual import Text
from dotline.ui.blocks.values import Source
from dotline.ui.numbers import Hidden, Value


@dataclass(frozen=True)
class Sources:
    """One release with its values, and the plan on the release's day."""

    reader: Reader
    release: Release
    values: Mapping[CellKey, int | None]
    said: Definitions
    version: PlanVersion
    status: Status
    pillars: tuple[PillarStatus, ...]
    plan_digest: str

    @property
    def day(self) -> date:
        """The day of the release: it dates the report, so that a rebuild gives the same bytes."""
        return self.release.made_at.date()

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters of the release, oldest first."""
        return leaves_of_time(self.release.period)

    @property
    def year(self) -> str:
        """The last whole year of the release; the whole period where no year is whole."""
        years = sorted({quarter[:4] for quarter in self.quarters}, reverse=True)
        whole = (year for year in years if set(leaves_of_time(year)) <= set(self.quarters))
        return next(whole, self.release.period)

    def value(self, measure: Measure, time: str, place: str = COUNTRY) -> Value:
        """A number of the release, or why it is not shown."""
        key = CellKey(measure.counts, time, place, measure.part)
        if key not in self.values:
            return Hidden.NOT_COLLECTED
        found = self.values[key]
        return Hidden.SUPPRESSED if found is None else found

    def figures(self, measures: str) -> Source:
        """Where a table or chart of figures comes from."""
        return Source(
            self.release_name, measures, self.release.digest, str(self.release.passage_id)
        )

    @property
    def release_name(self) -> Text:
        """The release by its number and day, in words."""
        row = self.release
        return Text(
            f"release {row.edition} of figures, {row.made_at.date().isoformat()}",
            f"diffusion {row.edition} des chiffres, {row.made_at.date().isoformat()}",
        )

    @property
    def plan_source(self) -> Source:
        """Where a table of the plan comes from."""
        return Source(self.plan_name, "plan", self.plan_digest)

    @property
    def plan_name(self) -> Text:
        """The plan by the title of its source."""
        return Text(f"the plan, {self.version.title_en}", f"le plan, {self.version.title_fr}")


def gather(reader: Reader) -> Sources:
    """The newest release and the plan. Raises NotFound, with the next step, where one is missing."""
    release = statistics.latest_release(reader)
    if release is None:
        raise NotFound(
            "There is no release of figures yet, so there is nothing to report.",
            "Release the quarters that are over first: dotline statistics release 2025-Q1..2025-Q4",
        )
    version = plan.newest_version(reader)
    if version is None:
        raise NotFound(
            "There is no plan yet, so there is nothing to report.", "Run: dotline plan load"
        )
    day = release.made_at.date()
    return Sources(
        reader=reader,
        release=release,
        values=statistics.release_values(reader, release),
        said=definitions(),
        version=version,
        status=plan.status(reader, day),
        pillars=plan.by_pillar(reader, day),
        plan_digest=_plan_digest(reader, version),
    )


def _plan_digest(reader: Reader, version: PlanVersion) -> str:
    """The plan, what its leads reported and how it was rated, as one digest."""
    lines = [version.digest]
    for row in plan.progress(reader):
        lines.append(f"{row.item_code}|{row.year}|{row.state}|{row.received_on.isoformat()}")
    for rated in plan.ratings(reader):
        lines.append(f"{rated.item_code}|{rated.rater}|{rated.number}|{rated.taken_back_on}")
    return crypto.digest("\n".join(lines).encode())
