"""A person's copy of her own record as JSON, or as a page that she can read and print in her language."""

import json
from collections.abc import Mapping
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.translation import override

from dotline.access import queries as access
from dotline.base.reader import Reader
from dotline.case.actions import RecordCopy
from dotline.case.jobs import own_words
from dotline.case.jobs.own_words import Tongue
from dotline.reference import vocabulary
from dotline.ui.bilingual import Lang

SECTIONS: Mapping[str, tuple[str, str]] = {
    "facts": ("Your file and what happened", "Votre dossier et ce qui s’est passé"),
    "consents": (
        "What you agreed to, refused or took back",
        "Ce que vous avez accepté, refusé ou retiré",
    ),
    "disclosures": ("What left, and to whom", "Ce qui est sorti, et vers qui"),
}


def _title(section: str, lang: str) -> str:
    if section in SECTIONS:
        return SECTIONS[section][lang == "fr"]
    return vocabulary.label("record_parts", section, lang)


def as_json(copy: RecordCopy) -> str:
    """The copy for a program: sections with their rows, codes as they are kept, titles in both languages."""
    return json.dumps(
        {
            "received": copy.request.received_on.isoformat(),
            "withheld": copy.gathered.withheld,
            "sections": [
                {
                    "code": code,
                    "title_en": _title(code, "en"),
                    "title_fr": _title(code, "fr"),
                    "rows": rows,
                }
                for code, rows in sorted(copy.gathered.sections.items())
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_page(reader: Reader, copy: RecordCopy, lang: Lang) -> str:
    """The copy to read: one page in one language that prints well; its title tells an onlooker nothing."""
    tongue = Tongue(lang, access.zone_of(reader), _agencies(reader, lang))
    order = {code: place for place, (code, _label) in enumerate(vocabulary.choices("record_parts"))}
    with override(lang):
        sections = [
            {
                "title": _title(code, lang),
                "groups": [
                    (own_words.title(table, tongue), [own_words.lines(row, tongue) for row in same])
                    for table, same in groupby(rows, key=lambda row: row.table)
                ],
            }
            for code, rows in sorted(
                copy.gathered.sections.items(), key=lambda one: order.get(one[0], len(order))
            )
        ]
        told = {"sections": sections, "withheld": copy.gathered.withheld, "lang": lang}
        return render_to_string("case/own_copy.html", {**told, "request": copy.request})


def _agencies(reader: Reader, lang: Lang) -> Mapping[str, str]:
    return {
        one.code: one.name_fr if lang == "fr" else one.name_en for one in access.agencies(reader)
    }
