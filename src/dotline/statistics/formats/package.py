"""An edition as one file: a Data Package (version 2) with every table, the same in SDMX, and how they were made."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from dotline.base.packed import zipped
from dotline.gates.protect import Rule
from dotline.statistics.formats import files, sdmx
from dotline.statistics.queries import TableView
from dotline.statistics.rules.methods import told
from dotline.statistics.rules.periods import months_of
from dotline.statistics.rules.standards import standards
from dotline.ui import numbers
from dotline.ui.bilingual import LANGS, Lang, Text

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_WORDS = {  # what a reader of the column must know beyond its name
    "value": "Empty where the number is hidden; that never means zero.",
    "status": "shown, hidden, or zero by nature.",
    "number_id": "Each number has a page of its own that says where it comes from.",
}


def package(views: Sequence[TableView]) -> bytes:
    """A zip: datapackage.json, data/TABLE.csv, sdmx/TABLE.csv, sdmx/structure.json, standards.json, methods.LANG.md.

    The same edition gives the same bytes. `views`: every table of one edition, at least one.
    """
    data = {f"data/{view.table.code}.csv": files.as_csv(view) for view in views}
    more = {f"sdmx/{view.table.code}.csv": sdmx.as_csv(view) for view in views}
    more["sdmx/structure.json"] = _json(sdmx.structure(views))
    more["standards.json"] = _json(_standards(views))
    more |= {f"methods.{lang}.md": _methods(views, lang) for lang in LANGS}
    described = _json(_descriptor(views, data))
    return zipped({"datapackage.json": described, **data, **more})


def file_name(views: Sequence[TableView]) -> str:
    """What the file is called: the word FICTIONAL first where it is."""
    row = views[0].release
    return f"{'FICTIONAL-' if row.fictional else ''}figures-{row.edition}.zip"


def facts(views: Sequence[TableView], lang: Lang) -> Mapping[str, str]:
    """What the words about an edition are filled in with."""
    row = views[0].release
    return {
        "edition": numbers.number(row.edition, lang),
        "period": months_of(row.period).in_(lang),
        "made": numbers.day(row.made_at.date(), lang),
        "cells": numbers.number(row.cells, lang),
        "hidden": numbers.number(row.hidden, lang),
        "least": numbers.number(Rule().threshold, lang),
        "tables": numbers.number(len(views), lang),
    }


def _methods(views: Sequence[TableView], lang: Lang) -> str:
    with override(lang):
        parts = [f"# {_('How these figures are made')}"]
    if views[0].release.fictional:
        parts.append(f"**{files.FICTIONAL}**")
    parts += [f"## {one.label}\n\n{one.text}" for one in told(facts(views, lang), lang)]
    return "\n\n".join(parts) + "\n"


def _standards(views: Sequence[TableView]) -> dict[str, Any]:
    """What each standard asks for, and which table of this edition answers; null where none does, with the reason."""
    held = {view.table.code for view in views}
    mark = {"fictional": files.FICTIONAL} if views[0].release.fictional else {}
    return {
        **mark,
        "standards": [
            {
                "standard": one.code,
                "title": _both(one.title),
                "source": _both(one.source),
                "verified": one.verified,
                "note": _both(one.note),
                "asked": [
                    {
                        "code": asked.code,
                        "asked": _both(asked.asked),
                        "unit": asked.unit.code,
                        "table": asked.table if asked.table in held else None,
                        "differs": _both(asked.differs),
                        "missing": _both(asked.missing),
                    }
                    for asked in one.asked
                ],
            }
            for one in standards()
        ],
    }


def _both(text: Text | None) -> dict[str, str] | None:
    return {"en": text.en, "fr": text.fr} if text else None


def _descriptor(views: Sequence[TableView], data: Mapping[str, str]) -> dict[str, Any]:
    row = views[0].release
    words = facts(views, "en")
    mark = f"{files.FICTIONAL}. " if row.fictional else ""
    return {
        "$schema": PROFILE,
        "name": f"dotline-figures-{row.edition}",
        "id": str(row.id),
        "title": f"{mark}Figures on help against human trafficking, edition {row.edition}",
        "description": f"{mark}{words['period']}. {words['hidden']} of {words['cells']} numbers are hidden to "
        "protect people. How the figures are made: methods.en.md, en français: methods.fr.md.",
        "version": f"{row.edition}.0.0",
        "created": row.made_at.isoformat(timespec="seconds"),
        "resources": [
            _resource(view, path, content)
            for view, (path, content) in zip(views, data.items(), strict=True)
        ],
    }


def _resource(view: TableView, path: str, content: str) -> dict[str, Any]:
    octets = content.encode()
    return {
        "name": view.table.code,
        "path": path,
        "type": "table",
        "title": f"{view.table.label_en} / {view.table.label_fr}",
        "description": f"{view.measure.definition_en} / {view.measure.definition_fr}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(octets),
        "hash": f"sha256:{hashlib.sha256(octets).hexdigest()}",
        "schema": {
            "fields": [_field(name) for name in files.HEADER],
            "primaryKey": ["number_id"],
            "missingValues": [""],
        },
    }


def _field(name: str) -> dict[str, Any]:
    kind = "integer" if name in {"edition", "value"} else "string"
    about = {"description": _WORDS[name]} if name in _WORDS else {}
    limits = {"constraints": {"minimum": 0}} if name == "value" else {}
    return {"name": name, "type": kind, **about, **limits}


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
