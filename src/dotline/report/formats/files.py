"""The files of a report: standing HTML, the page's fragment, PDF and DOCX, in each language."""

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dotline.base import crypto
from dotline.base.errors import Unavailable
from dotline.base.phrases import machine
from dotline.base.progress import Progress
from dotline.base.whole import write_all
from dotline.report.formats.annual import Composed
from dotline.ui.bilingual import Lang
from dotline.ui.blocks.html import to_fragment, to_html
from dotline.ui.blocks.pdf import to_pdf


class Format(StrEnum):
    """What a file is for."""

    HTML = "html"  # the accessible master, alone in a file
    PDF = "pdf"  # the record copy, PDF/UA-1
    DOCX = "docx"  # the working copy, for comments
    PAGE = "page"  # the same article for a page of our own sites, its numbers leading back


@dataclass(frozen=True)
class Written:
    """One file in memory."""

    lang: Lang
    format: Format
    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return crypto.digest(self.content)


def write(
    composed: Composed, kind: str, langs: Sequence[Lang], progress: Progress
) -> tuple[Written, ...]:
    """Every file of a report. The same report gives the same bytes, whenever and wherever."""
    from dotline.ui.blocks.docx import to_docx  # noqa: PLC0415 - only a report needs it

    progress.start(kind, len(langs) * 2)
    found: list[Written] = []
    for lang in langs:
        html = to_html(composed.report, lang)
        page = to_fragment(composed.report, lang, way_back=composed.way_back(lang))
        found.append(Written(lang, Format.HTML, f"{kind}.{lang}.html", html.encode()))
        found.append(Written(lang, Format.PAGE, f"{kind}.{lang}.page", page.encode()))
        progress.advance()
        pdf = to_pdf(composed.report, lang)
        found.append(Written(lang, Format.PDF, f"{kind}.{lang}.pdf", pdf))
        docx = to_docx(composed.report, lang)
        found.append(Written(lang, Format.DOCX, f"{kind}.{lang}.docx", docx))
        progress.advance()
    progress.done()
    return tuple(found)


def write_files(folder: Path, files: Sequence[Written]) -> None:
    """Write files into a folder: all of them or none, each swapped in whole.

    Raises Unavailable with the reason and what to do.
    """
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        write_all({folder / one.name: one.content for one in files}, mode=0o644)
    except OSError as error:
        raise _cannot_write(folder, error) from error


def _cannot_write(folder: Path, error: OSError) -> Unavailable:
    """What to say when a folder does not take files."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable(
            "The disk is full, so the report could not be written to {folder}.",
            "Free some space, then build again; nothing half-written was left.",
            folder=str(folder),
        )
    return Unavailable(
        "The folder {folder} cannot be written: {reason}.",
        "Check its rights, or name another folder with --out.",
        folder=str(folder),
        reason=machine(error.strerror),
    )
