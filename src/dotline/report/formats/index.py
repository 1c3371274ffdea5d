"""The index of numbers: collects each number of a report as its blocks are written, with its way back."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dotline.base.errors import Invalid
from dotline.report.formats.bindings import Literal, Traced
from dotline.ui.bilingual import LANGS, Lang, Text
from dotline.ui.blocks.checks import typed_numbers
from dotline.ui.blocks.inline import marks, quoted
from dotline.ui.blocks.values import Binding, Ref


@dataclass(frozen=True)
class Origin:
    """Where the numbers of a text or of a row come from, and the page that leads there."""

    label: Text
    source: Text
    measure: str
    snapshot: str
    ways: dict[Lang, str]


@dataclass
class NumberIndex:
    """Numbers by their id, in the order of the text. One id is one number: two are refused."""

    found: dict[str, Traced] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Traced]:
        return iter(self.found.values())

    def add(self, binding: Binding, ways: dict[Lang, str]) -> Ref:
        """Take a number in. Raises Invalid where its id stands for another one already."""
        kept = self.found.setdefault(binding.id, Traced(binding, ways))
        if kept.binding != binding:
            raise Invalid("The id '{name}' is used twice in the report.", name=binding.id)
        return Ref(binding.id)

    def text(self, name: str, text: Text, origin: Origin) -> Text:
        """A text of the data files, each number in it bound to where the text comes from.

        Where the two languages do not hold equally many numbers, the whole text is one bound thing.
        """
        spans = {lang: typed_numbers(text.in_(lang)) for lang in LANGS}
        if not any(spans.values()):
            return text
        if len(spans["en"]) != len(spans["fr"]) or marks(text.en):
            return self._whole(name, text, origin)
        for place in range(len(spans["en"])):
            written = Text(*(text.in_(lang)[slice(*spans[lang][place])] for lang in LANGS))
            self._literal(f"{name}.{place + 1}", written, origin)
        return Text(*(_marked(name, text.in_(lang), spans[lang]) for lang in LANGS))

    def source(self, name: str, words: str, origin: Origin) -> Text:
        """Where a thing stands, by its title: the titles in our data files are English."""
        return self.text(f"{name}.source", quoted(words, "en"), origin)

    def _whole(self, name: str, text: Text, origin: Origin) -> Text:
        if marks(text.en):
            raise Invalid("The text '{text}' holds a mark and a typed number.", text=text.en)
        self._literal(name, text, origin)
        return Text(f"{{n:{name}}}", f"{{n:{name}}}")

    def _literal(self, name: str, written: Text, origin: Origin) -> None:
        binding = Literal(
            id=name,
            value=0,
            label=origin.label,
            source=origin.source,
            measure=origin.measure,
            snapshot=origin.snapshot,
            written=written,
        )
        self.add(binding, origin.ways)


def _marked(name: str, text: str, spans: list[tuple[int, int]]) -> str:
    """The text with a mark for each of its numbers; from the last, so that places stay true."""
    for place, (start, end) in reversed(list(enumerate(spans, start=1))):
        text = f"{text[:start]}{{n:{name}.{place}}}{text[end:]}"
    return text
