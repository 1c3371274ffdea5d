"""The blocks of a document and the numbers bound into it, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.utils.translation import gettext, override

from dotline.base.errors import Invalid
from dotline.ui import numbers
from dotline.ui.bilingual import Lang, Text
from dotline.ui.charts import Chart
from dotline.ui.numbers import Amount, Hidden, Value


class Bound(Enum):
    """How a number stands to the truth, said before it: 'at least 40'."""

    EXACT = "exact"
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    ABOUT = "about"
    BETWEEN = "between"


class Unit(Enum):
    """What a bound number is. SHARE is between 0 and 1 and printed in per cent."""

    COUNT = "count"
    SHARE = "share"
    DOLLARS = "dollars"
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True)
class Binding:
    """A number with the way back to where it comes from. Narrative says `{n:ID}`, never the digits.

    `label` says what is counted, `source` names it for people; `measure`, `snapshot` (keyed digest)
    and `passage` (of the gate) are for those who follow it back. A number that may not be shown has
    a Hidden value. `high` is the upper end of a range with the bound BETWEEN.
    """

    id: str
    value: Value
    label: Text
    source: Text
    measure: str
    snapshot: str
    passage: str = ""
    unit: Unit = Unit.COUNT
    bound: Bound = Bound.EXACT
    high: Amount | None = None

    def __post_init__(self) -> None:
        if (self.high is not None) is not (self.bound is Bound.BETWEEN):
            raise Invalid(
                "The number '{id}' needs an upper end exactly when it is a range.", id=self.id
            )

    @property
    def suppressed(self) -> bool:
        """Whether the number is not shown."""
        return isinstance(self.value, Hidden)

    def words(self, lang: Lang) -> str:
        """The number as the sentence has it: 'at least 12,706', '69 %', or why it is not shown."""
        with override(lang):
            if isinstance(self.value, Hidden):
                return (
                    gettext("(hidden to protect people)")
                    if self.value is Hidden.SUPPRESSED
                    else numbers.meaning_of(self.value, lang)
                )
            shown = self._amount(self.value, lang)
            if self.bound is Bound.BETWEEN:
                top = self._amount(self.high or 0, lang)
                return gettext("between {low} and {high}").format(low=shown, high=top)
            return {
                Bound.EXACT: "{number}",
                Bound.AT_LEAST: gettext("at least {number}"),
                Bound.MORE_THAN: gettext("more than {number}"),
                Bound.AT_MOST: gettext("at most {number}"),
                Bound.ABOUT: gettext("about {number}"),
            }[self.bound].format(number=shown)

    def _amount(self, value: Amount, lang: Lang) -> str:
        if self.unit is Unit.SHARE:
            return numbers.percent(value, lang)
        if self.unit is Unit.DOLLARS:
            return numbers.money(value, lang)
        plain = numbers.number(value, lang)
        if self.unit is Unit.DAYS:
            return gettext("{number} days").format(number=plain)
        return gettext("{number} hours").format(number=plain) if self.unit is Unit.HOURS else plain


@dataclass(frozen=True)
class Ref:
    """A bound number as a cell of a table."""

    binding: str


Cell = Text | Ref | Value


@dataclass(frozen=True)
class Source:
    """Where the numbers of a whole table or chart come from; printed in its caption."""

    text: Text
    measure: str
    snapshot: str
    passage: str = ""

    def words(self, lang: Lang) -> str:
        """'Source: ..., measure ..., snapshot ...'."""
        with override(lang):
            words = gettext("Source: {text}; measure {measure}, snapshot {snapshot}").format(
                text=self.text.in_(lang), measure=self.measure, snapshot=self.snapshot
            )
            passage = gettext("gate passage {passage}").format(passage=self.passage)
        return f"{words}, {passage}." if self.passage else f"{words}."


@dataclass(frozen=True)
class Heading:
    """A section (level 1) or a part of one (levels 2 and 3); numbers are given by the renderers."""

    id: str
    text: Text
    level: int = 1


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    text: Text


@dataclass(frozen=True)
class Items:
    """A list, numbered when `ordered`."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Note:
    """Something set apart: a caution, a limit of the figures."""

    text: Text


@dataclass(frozen=True)
class Quotation:
    """Somebody else's words, digits and all."""

    text: Text
    source: Text


@dataclass(frozen=True)
class BigNumber:
    """One bound number with its label, set large."""

    binding: str


@dataclass(frozen=True)
class Figure:
    """A chart with its numbers as a table below. Its description is the chart's `alt`."""

    id: str
    caption: Text
    chart: Chart
    source: Source


@dataclass(frozen=True)
class Row:
    """A row of a table: its header and its cells."""

    head: Text
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table with header row (`header`, first for the column of row headers) and header column."""

    id: str
    caption: Text
    header: tuple[Text, ...]
    rows: tuple[Row, ...]
    source: Source

    def __post_init__(self) -> None:
        if any(len(row.cells) + 1 != len(self.header) for row in self.rows):
            raise Invalid(
                "A row of the table '{id}' has not as many cells as the header.", id=self.id
            )

    def is_amount(self, column: int) -> bool:
        """Whether a column (0 is that of the row headers) holds numbers only, set to the right."""
        cells = [row.cells[column - 1] for row in self.rows] if column else []
        return bool(cells) and not any(isinstance(cell, Text) for cell in cells)


Block = Heading | Para | Items | Note | Quotation | BigNumber | Figure | Table


@dataclass(frozen=True)
class Report:
    """A document. `issued` dates it and fixes the PDF's time stamp; `fictional` prints the notice."""

    id: str
    title: Text
    author: Text
    issued: date
    blocks: tuple[Block, ...]
    bindings: tuple[Binding, ...] = ()
    fictional: bool = False
    subtitle: Text | None = None
    numbers: Mapping[str, Binding] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {one.id: one for one in self.bindings})

    def binding(self, name: str) -> Binding:
        """The number of that id."""
        if name not in self.numbers:
            raise Invalid("The text asks for the number '{name}', which is not bound.", name=name)
        return self.numbers[name]
