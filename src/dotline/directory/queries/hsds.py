"""An answer of the search as an HSDS page: whole services, and under `x_dotline` why each is there."""

from math import ceil
from typing import Any

from dotline.base.reader import Reader
from dotline.directory.queries import documents
from dotline.directory.queries.rows import one
from dotline.directory.rules.query import Found, Reason
from dotline.ui.asked import lang


def page(reader: Reader, found: Found, number: int = 1) -> dict[str, Any]:
    """The page with `contents`; `x_dotline` also tells what was relaxed and always the help line."""
    del reader
    rows = one("service", (hit.service for hit in found.hits))
    hits = [hit for hit in found.hits if hit.service in rows]
    contents = documents.full("service", [rows[hit.service] for hit in hits], lang())
    for hit, document in zip(hits, contents, strict=True):
        ours = document.setdefault("x_dotline", {})
        ours |= {
            "why": [_reason(reason) for reason in hit.why],
            "distance_km": hit.km,
            "points": hit.points,
        }
    pages = max(1, ceil(found.total / max(1, found.asked.limit)))
    return {
        "total_items": found.total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
        "x_dotline": {
            "relaxed": [_reason(reason) for reason in found.relaxed],
            "facets": [
                {
                    "name": one.name,
                    "code": one.code,
                    "en": one.label_en,
                    "fr": one.label_fr,
                    "count": one.count,
                }
                for one in found.facets
            ],
            "hotline": found.hotline,
        },
    }


def _reason(reason: Reason) -> dict[str, str]:
    return {"kind": reason.kind, "en": reason.en, "fr": reason.fr}
