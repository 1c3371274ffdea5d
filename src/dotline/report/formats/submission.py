"""Answers to a questionnaire as a tree of blocks: each with its figures bound, its lists, and what it rests on."""

import re
from collections.abc import Iterator
from datetime import date

from dotline.base.errors import Invalid, NotFound
from dotline.plan.rules import programmes
from dotline.reference import claims, organisations
from dotline.reference.claims import Claim
from dotline.reference.instruments import InstrumentItem, PointerKind
from dotline.reference.law import library
from dotline.report.formats.annual import Composed
from dotline.report.formats.bindings import Literal, way
from dotline.report.formats.bounded import bounded
from dotline.report.rules.answers import AnswerSet, ItemAnswer, SearchMade
from dotline.report.rules.texts import PLACEHOLDER, Pair
from dotline.ui.bilingual import LANGS, Lang, Text
from dotline.ui.blocks.values import Binding, Block, Heading, Items, Note, Para, Report

NO_SEARCH = Text(
    "This answer says that no case is known, but it names no search: it is not attested.",
    "Cette réponse dit qu’aucun cas n’est connu, mais ne nomme aucune recherche\u202f: elle n’est pas attestée.",
)
UNREAD = Text(
    "The questions themselves were not seen. The topics are in our words, read off the answers.",
    "Les questions elles-mêmes n’ont pas été vues. Les sujets sont dans nos mots, tirés des réponses.",
)


def compose(found: AnswerSet) -> Composed:
    """Every section and item in its order. Raises Invalid for an answer over its limit."""
    writer = _Writer(found)
    blocks = tuple(writer.blocks())
    asked = found.instrument
    assert asked.answered is not None  # noqa: S101 - the schema asks for it
    report = Report(
        id=asked.code,
        title=Text(asked.title_en, asked.title_fr),
        author=Text("Dotline", "Dotline"),
        issued=asked.answered,
        blocks=blocks,
        bindings=tuple(writer.bindings.values()),
    )
    back = way("plan:claims")
    return Composed(report, dict.fromkeys(writer.bindings, back))


class _Writer:
    """One submission. `bindings` fills as blocks are made, in the order of the text."""

    def __init__(self, found: AnswerSet) -> None:
        self.found = found
        self.bindings: dict[str, Binding] = {}

    def blocks(self) -> Iterator[Block]:
        """Every block, section by section."""
        asked = self.found.instrument
        if not asked.read:
            yield Note(UNREAD)
        for section in asked.sections:
            yield Heading(f"part-{section.number}", Text(section.title_en, section.title_fr))
            for item in section.items:
                yield from self._item(item)

    def _item(self, item: InstrumentItem) -> Iterator[Block]:
        answer = self.found.answers[item.ref]
        letter = item.ref.rpartition(".")[2]
        title = Text(f"{letter} – {item.topic_en}", f"{letter} – {item.topic_fr}")
        yield Heading(_id("item", item.ref), title, level=2)
        yield Para(self._said(item, answer))
        if listed := (*self._law(answer), *self._programmes(answer), *self._members(answer)):
            yield Items(listed)
        for pointer in item.pointers:
            refs = ", ".join(self._mark("ref", to, Text(to, to), "instrument") for to in pointer.to)
            same = pointer.kind is PointerKind.SAME
            yield Para(
                Text(f"The same figure stands in {refs}.", f"Le même chiffre figure en {refs}.")
                if same
                else Text(f"See also {refs}.", f"Voir aussi {refs}.")
            )
        if cited := self._cited(answer):
            yield Para(cited)
        if answer.searched:
            yield Note(_attested(answer.searched))
        elif item.ref in self.found.unattested:
            yield Note(NO_SEARCH)

    def _said(self, item: InstrumentItem, answer: ItemAnswer) -> Text:
        for name in sorted(answer.text.names()):
            self.bindings.setdefault(name, self._figure(claims.find(name)))
        for lang in LANGS:
            size = len(self._plain(answer.text, lang))
            if item.limit is not None and size > item.limit:
                raise Invalid(
                    "The answer {ref} has {size} characters in {lang}; {limit} are allowed.",
                    "Shorten it.",
                    ref=item.ref,
                    size=size,
                    lang=lang,
                    limit=item.limit,
                )
        return Text(
            *(PLACEHOLDER.sub(r"{n:\1}", said) for said in (answer.text.en, answer.text.fr))
        )

    def _plain(self, pair: Pair, lang: Lang) -> str:
        """The answer as it is read, numbers in their words."""
        text = pair.fr if lang == "fr" else pair.en
        return PLACEHOLDER.sub(lambda name: self.bindings[name[1]].words(lang), text)

    def _figure(self, claim: Claim) -> Binding:
        source = Text(f"{claim.says_en}: {claim.source}", f"{claim.says_fr}\u202f: {claim.source}")
        label = Text(claim.text_en, claim.text_fr)
        return bounded(
            claim,
            claim.code,
            label=label,
            source=source,
            measure=claim.locator,
            snapshot=self.found.digest,
        )

    def _mark(self, kind: str, name: str, written: Text, source: str) -> str:
        """A name that holds digits, bound so that it can be followed back."""
        key = _id(kind, name).replace("-", "_")
        self.bindings.setdefault(
            key,
            Literal(
                key, 0, written, Text(source, source), name, self.found.digest, written=written
            ),
        )
        return f"{{n:{key}}}"

    def _law(self, answer: ItemAnswer) -> Iterator[Text]:
        day = self.found.instrument.last or date.max
        for cite in answer.law:
            texts = library.under(cite, day)
            if not texts:
                raise NotFound(
                    "{cite} was not in force on {day}.",
                    "Choose another day, or look at its history.",
                    cite=cite,
                    day=day.isoformat(),
                )
            for one in texts:
                said = Text(f"{one.title_en} ({one.cite})", f"{one.title_fr} ({one.cite})")
                mark = self._mark("law", one.cite, said, one.source)
                yield Text(mark, mark)

    def _programmes(self, answer: ItemAnswer) -> Iterator[Text]:
        for one in map(programmes.find, answer.programmes):
            said = Text(one.title_en, one.title_fr)
            mark = self._mark("programme", one.code, said, f"{one.source}, {one.locator}")
            yield Text(mark, mark)

    def _members(self, answer: ItemAnswer) -> Iterator[Text]:
        day = self.found.instrument.answered
        for one in organisations.members(answer.members, day) if answer.members else ():
            told = organisations.on(one.organisation, day or date.max)
            mark = self._mark(
                "member", one.organisation, Text(told.name_en, told.name_fr), one.source
            )
            yield Text(mark, mark)

    def _cited(self, answer: ItemAnswer) -> Text | None:
        """Which claims the answer rests on, with the place in the source of each."""
        found = sorted({_place(claims.find(name)) for name in answer.text.names()})
        if not found:
            return None
        marks = "; ".join(self._mark("source", one, Text(one, one), one) for one in found)
        return Text(f"Rests on: {marks}.", f"Repose sur\u202f: {marks}.")


def _attested(search: SearchMade) -> Text:
    day = f"{{d:{search.on.isoformat()}}}"
    return Text(
        f"Searched on {day}: {search.who.en}; {search.what.en}.",
        f"Recherche du {day}\u202f: {search.who.fr}; {search.what.fr}.",
    )


def _place(claim: Claim) -> str:
    return f"{claim.source}, {claim.locator}"


def _id(kind: str, name: str) -> str:
    return f"{kind}-{re.sub('[^a-z0-9]+', '-', name.casefold()).strip('-')}"
