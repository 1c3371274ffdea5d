"""Changes: what differs between two editions, and which of our rows cite a text that changed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotline.reference.datafiles.reading import Value, read_sheet
from dotline.reference.law.citing import Act
from dotline.reference.law.library import acts
from dotline.reference.law.statutes import Edition, SectionText


@dataclass(frozen=True)
class Mention:
    """A row of a data file that cites a section: `kind` is rules, obligations or answers."""

    kind: str
    cite: str
    where: str


@dataclass(frozen=True)
class LawChange:
    """A section added, changed or removed, and every row that cites it."""

    act: str
    section: str
    change: str
    fid: str
    old_hash: str
    new_hash: str
    rules: tuple[str, ...]
    obligations: tuple[str, ...]
    answers: tuple[str, ...]


def changes(old: Edition, new: Edition, mentions: Iterable[Mention]) -> tuple[LawChange, ...]:
    """What differs, by act and section; empty for the same edition twice."""
    before, after = _by_section(old), _by_section(new)
    told = list(mentions)
    found = []
    for act, section in sorted({*before, *after}):
        was, now = before.get((act, section)), after.get((act, section))
        if was is not None and now is not None and was.hash == now.hash:
            continue
        cite = f"{act} {section}"
        touched = {
            kind: tuple(
                dict.fromkeys(
                    one.where for one in told if one.kind == kind and _root(one.cite) == cite
                )
            )
            for kind in ("rules", "obligations", "answers")
        }
        kept = now or was
        found.append(
            LawChange(
                act=act,
                section=section,
                change="added" if was is None else "removed" if now is None else "changed",
                fid=kept.fid_en if kept else "",
                old_hash=was.hash if was else "",
                new_hash=now.hash if now else "",
                rules=touched["rules"],
                obligations=touched["obligations"],
                answers=touched["answers"],
            )
        )
    return tuple(found)


def _by_section(edition: Edition) -> dict[tuple[str, str], SectionText]:
    codes = {act.chapter: act.code for act in acts().values()}
    return {
        (codes.get(one.chapter, one.chapter), text.place): text
        for one in edition.statutes
        for text in one.sections
        if "(" not in text.place
    }


def _root(cite: str) -> str:
    """The act and section of a citation, without its limbs."""
    return cite.split("(", maxsplit=1)[0]


def mentions(folder: Path) -> tuple[Mention, ...]:
    """Every citation of an act in the YAML files below a folder, with file, line and row."""
    known = acts()
    pattern = _pattern(known)
    return tuple(
        Mention(_kind(path), cite, f"{path.parent.name}/{path.name}:{line} {row}".strip())
        for path in sorted(folder.rglob("*.yaml"))
        for line, row, text in _told(path)
        for cite in _cites(text, pattern, known)
    )


def _kind(path: Path) -> str:
    return {"law": "rules", "obligations": "obligations"}.get(path.parent.name, "answers")


def _told(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, name of the row, and each text of each entry of a file."""
    sheet = read_sheet(path, path.name)
    top = sheet.value if isinstance(sheet.value, Mapping) else {}
    for key, entries in top.items():
        for place, entry in enumerate(entries if isinstance(entries, tuple) else ()):
            if isinstance(entry, Mapping):
                name = str(entry.get("code") or entry.get("cite") or "")
                for text in _texts(entry):
                    yield sheet.line((key, place)), name, text


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


NUMBER = r"\d+(?:\.\d+)*(?:\(\w+(?:\.\w+)*\))*"
MARK = r"(?<!\w)(?:ss?\.|sections?|arts?\.|articles?)\s*"
LIST = rf"{NUMBER}(?:(?:,|\s+(?:and|or|to|et|ou|à))\s+{NUMBER})*"
SECTIONS = re.compile(rf"(?:^\s+|{MARK})({LIST})")
END = re.compile(
    r";|\.\s+[A-Z]|(?<!\w)(?:[A-Z]\.){2,}"
)  # where a sentence or another source begins


def _pattern(known: Mapping[str, Act]) -> re.Pattern[str]:
    names = [name for act in known.values() for name in (act.code, act.title_en, act.title_fr)]
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({either})(?!\w)")


def _cites(text: str, pattern: re.Pattern[str], known: Mapping[str, Act]) -> Iterator[str]:
    """Each section that a text cites: also the second of 'ss. 3 and 4', and one that comes after a schedule."""
    _before, *parts = pattern.split(text)
    for name, rest in zip(parts[::2], parts[1::2], strict=True):
        code = next(
            one.code for one in known.values() if name in (one.code, one.title_en, one.title_fr)
        )
        for listed in SECTIONS.findall(END.split(rest)[0]):
            for number in re.findall(NUMBER, listed):
                yield f"{code} {number.partition('(')[0]}"
