"""Regions: what is said of where a sealed place is, and all that may ever be computed from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import Invalid
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder

FOLDER = Path(__file__).parent / "data" / "regions"


@dataclass(frozen=True)
class Region:
    """One economic region (Statistics Canada, SGC 2021). `km` is about how far it reaches from its point.

    The point (`lat`, `lon`, WGS 84, rounded to a tenth of a degree) is the same for every place of the region.
    """

    code: str
    label_en: str
    label_fr: str
    province: str
    zone: str
    lat: float
    lon: float
    km: int

    def label(self, lang: str) -> str:
        """The label in `fr`, or in English for every other language."""
        return self.label_fr if lang.startswith("fr") else self.label_en


def _build(data: DataSet) -> Mapping[str, Region]:
    found = {
        row.text("code"): Region(
            code=row.text("code"),
            label_en=row.text("label_en"),
            label_fr=row.text("label_fr"),
            province=row.text("province"),
            zone=row.text("zone"),
            lat=row.decimal("lat") or 0.0,
            lon=row.decimal("lon") or 0.0,
            km=int(row.decimal("km") or 0),
        )
        for row in data.rows("regions")
    }
    return MappingProxyType(found)


HOLDER: Holder[Mapping[str, Region]] = Holder(
    "regions",
    FOLDER,
    _build,
    known=lambda: {"province": [code.code for code in vocabulary.codes("provinces")]},
)


def every() -> tuple[Region, ...]:
    """All regions, from east to west."""
    return tuple(HOLDER.value().values())


def find(code: str) -> Region | None:
    """The region with this code, or None."""
    return HOLDER.value().get(code)


def get(code: str) -> Region:
    """The region with this code. Raises Invalid when there is none."""
    found = find(code)
    if found is None:
        raise Invalid(
            "There is no region with the code {code}.",
            "Choose one of the regions from the list.",
            code=code[:20],
        )
    return found


def in_province(province: str) -> tuple[Region, ...]:
    """The regions of a province or territory."""
    return tuple(region for region in every() if region.province == province)
