"""A person's copy of her own record as JSON, or as a page that she can read in English and French."""

import json
from collections.abc import Mapping

from django.template.loader import render_to_string

from dotline.base.errors import Invalid
from dotline.case.actions import RecordCopy
from dotline.reference import vocabulary

SECTIONS: Mapping[str, tuple[str, str]] = {
    "consents": (
        "What you agreed to, refused or took back",
        "Ce que vous avez accepté, refusé ou retiré",
    ),
    "disclosures": ("What left, and to whom", "Ce qui est sorti, et vers qui"),
}


def _title(section: str) -> tuple[str, str]:
    if section in SECTIONS:
        return SECTIONS[section]
    return tuple(vocabulary.label("record_parts", section, lang) for lang in ("en", "fr"))  # type: ignore[return-value]  # two languages


def _column(name: str) -> tuple[str, str]:
    try:
        return tuple(vocabulary.label("record_columns", name, lang) for lang in ("en", "fr"))  # type: ignore[return-value]  # two languages
    except Invalid:  # a column that came later: its own name is better than nothing
        plain = name.replace("_", " ")
        return plain, plain


def as_json(copy: RecordCopy) -> str:
    """The copy for a program: sections with their rows, codes as they are kept, titles in both languages."""
    return json.dumps(
        {
            "received": copy.request.received_on.isoformat(),
            "withheld": copy.gathered.withheld,
            "sections": [
                {
                    "code": code,
                    "title_en": _title(code)[0],
                    "title_fr": _title(code)[1],
                    "rows": rows,
                }
                for code, rows in sorted(copy.gathered.sections.items())
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_page(copy: RecordCopy) -> str:
    """The copy to read: one page, both languages, no picture, nothing that tells an onlooker what it is about."""
    sections = [
        {
            "title": _title(code),
            "rows": [
                [(_column(name), _said(value)) for name, value in row.items()] for row in rows
            ],
        }
        for code, rows in sorted(copy.gathered.sections.items())
    ]
    return render_to_string(
        "case/own_copy.html",
        {"sections": sections, "withheld": copy.gathered.withheld, "request": copy.request},
    )


def _said(value: object) -> str:
    """A value as both languages read it."""
    if isinstance(value, bool):
        return "yes / oui" if value else "no / non"
    return str(value)
