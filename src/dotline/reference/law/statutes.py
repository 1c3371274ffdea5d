"""Statutes: Justice Canada's consolidated XML, both languages side by side, read without entities."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from dotline.base.errors import Invalid
from dotline.base.progress import Progress

PARTS = frozenset({"Subsection", "Paragraph", "Subparagraph", "Clause", "Subclause"})
APART = frozenset({"HistoricalNote", "Footnote", "MarginalNote", "Label"})
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class SectionText:
    """One section or limb in both languages: cited by act, place, fid and text hash."""

    place: str
    fid_en: str
    fid_fr: str
    in_force_from: str
    text_en: str
    text_fr: str
    hash: str


@dataclass(frozen=True)
class Statute:
    """A consolidated act: its chapter, titles, the day it is current to, and its sections."""

    chapter: str
    title_en: str
    title_fr: str
    current_to: str
    sections: tuple[SectionText, ...]


@dataclass(frozen=True)
class Edition:
    """Every act of a folder as it was loaded. `digest` names it: equal texts, equal digest."""

    statutes: tuple[Statute, ...]

    def data(self) -> bytes:
        """The edition as canonical JSON."""
        told = {"statutes": [asdict(one) for one in self.statutes]}
        return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=0).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, hexadecimal."""
        return hashlib.sha256(self.data()).hexdigest()


def from_data(data: bytes) -> Edition:
    """The edition that `data()` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    return Edition(
        tuple(
            Statute(**{**one, "sections": tuple(SectionText(**s) for s in one["sections"])})
            for one in json.loads(data)["statutes"]
        )
    )


def safe_tree(path: Path) -> ET.Element:
    """An XML file as a tree. Raises Invalid if unreadable, too large, or if it declares entities.

    A document type is passed over and nothing it names is fetched (expat never does by itself).
    """
    if path.stat().st_size > LARGEST:
        raise _unreadable(path)
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data

    def refuse(*told: object) -> None:
        raise Invalid(
            "{file} declares entities, which no file of Justice Canada does.",
            "Fetch it again from the Justice Laws site.",
            file=path.name,
        )

    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(path.read_bytes(), True)
        return builder.close()
    except (expat.ExpatError, AssertionError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> Invalid:
    return Invalid(
        "{file} is no statute in Justice Canada's XML.",
        "Fetch it again from the Justice Laws site; nothing was loaded.",
        file=path.name,
    )


def read_folder(folder: Path, progress: Progress) -> Edition:
    """Every act in `eng` with its twin in `fra`. Raises Invalid; then nothing is to be kept."""
    english = sorted((folder / "eng").glob("*.xml"))
    french = {path.name for path in (folder / "fra").glob("*.xml")}
    if not english or {path.name for path in english} != french:
        raise Invalid(
            "The folder does not hold the same acts in eng and in fra.",
            "Put each act into both folders under the same name; nothing was loaded.",
        )
    progress.start("Read the statutes", len(english))
    found = []
    for path in english:
        found.append(_statute(path, folder / "fra" / path.name))
        progress.advance()
    progress.done()
    return Edition(tuple(found))


def _statute(english: Path, french: Path) -> Statute:
    en, fr = safe_tree(english), safe_tree(french)
    first, second = _sections(en), _sections(fr)
    labels = [_label(one) for one in first]
    if en.tag != "Statute" or not first:
        raise _unreadable(english)
    if fr.tag != "Statute" or labels != [_label(one) for one in second]:
        raise Invalid(
            "The two languages of {file} do not have the same sections.",
            "Fetch both again on the same day; nothing was loaded.",
            file=english.name,
        )
    texts = [text for pair in zip(first, second, strict=True) for text in _texts(*pair)]
    return Statute(
        chapter=english.stem,
        title_en=_title(en),
        title_fr=_title(fr),
        current_to=en.get("lims:current-date", ""),
        sections=tuple(texts),
    )


def _sections(root: ET.Element) -> list[ET.Element]:
    """The sections of the body; those of schedules are amendments not in force."""
    return root.findall("Body/Section")


def _texts(en: ET.Element, fr: ET.Element) -> Iterator[SectionText]:
    """The section whole, then each labelled limb of it."""
    twins = dict(_limbs(fr, _label(fr)))
    for place, node in _limbs(en, _label(en)):
        twin = twins.get(place)
        text_en, text_fr = _words(node), _words(twin) if twin is not None else ""
        yield SectionText(
            place=place,
            fid_en=node.get("lims:fid", ""),
            fid_fr=twin.get("lims:fid", "") if twin is not None else "",
            in_force_from=node.get("lims:inforce-start-date", ""),
            text_en=text_en,
            text_fr=text_fr,
            hash=hashlib.sha256(f"{text_en}\n{text_fr}".encode()).hexdigest(),
        )


def _limbs(node: ET.Element, place: str) -> Iterator[tuple[str, ET.Element]]:
    if not place:  # an amending section without a number cannot be cited
        return
    yield place, node
    for child in node:
        if child.tag in PARTS and _label(child):
            yield from _limbs(child, f"{place}({_label(child)})")


def _label(node: ET.Element) -> str:
    """The label as the English text has it: repealed sections stand as `204 and 205`."""
    label = (node.findtext("Label") or "").strip(" ().")
    return label.replace(" et ", " and ").replace(" à ", " to ")


def _title(root: ET.Element) -> str:
    node = root.find("Identification/ShortTitle")
    node = root.find("Identification/LongTitle") if node is None else node
    return "" if node is None else _words(node)


def _words(node: ET.Element) -> str:
    """The wording, with the labels of limbs, without notes; blanks are single."""
    return re.sub(r"\s+", " ", " ".join(_pieces(node, top=True))).strip()


def _pieces(node: ET.Element, *, top: bool) -> Iterator[str]:
    if node.tag == "Label" or (node.tag in APART and not top):
        if node.tag == "Label":
            yield node.text or ""
    else:
        yield node.text or ""
        for child in node:
            if not (top and child.tag == "Label"):
                yield from _pieces(child, top=False)
            yield child.tail or ""
