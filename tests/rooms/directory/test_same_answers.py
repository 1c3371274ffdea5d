"""The same questions give the same answers, points and reasons on every database: one golden file.

After a change that is meant, write it anew: DOTLINE_WRITE_GOLDEN=1 pytest this file, and read the diff.
"""

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory import demo
from dotline.directory.queries.find import find
from dotline.directory.rules.query import Query
from dotline.reference import places

GOLDEN = Path(__file__).parents[2] / "golden" / "directory_find.json"
NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

QUESTIONS: dict[str, dict[str, Any]] = {
    "shelter near Toronto": {"need": "shelter", "near": "Toronto", "km": 50.0},
    "hébergement": {"words": "hébergement"},
    "hebergement": {"words": "hebergement"},
    "avocat in Québec": {"words": "avocat", "province": "QC"},
    "lawyer near Montréal in French": {
        "words": "lawyer",
        "near": "Montréal",
        "km": 30.0,
        "language": "fr",
    },
    "legal aid for newcomers": {"words": "legal aid for newcomers"},
    "food open now in Manitoba": {"need": "food", "near": "Manitoba", "open_now_at": NOON},
    "clinic open now near Whitehorse": {
        "words": "clinic",
        "near": "Whitehorse",
        "km": 20.0,
        "open_now_at": NOON,
    },
    "Inuktitut near Iqaluit": {"language": "Inuktitut", "near": "Iqaluit", "km": 100.0},
    "permit near Iqaluit, nothing there": {
        "need": "trp",
        "near": "Iqaluit",
        "km": 20.0,
        "language": "iku",
    },
    "two needs near a postal area": {"need": "shelter,food", "near": "H2X", "km": 40.0},
    "a point": {"near": "49.9,-97.14", "km": 15.0},
    "counselling enfants": {"words": "counselling enfants"},
    "help line": {"need": "crisis_line"},
    "everything": {"limit": 200},
}


def answers() -> dict[str, Any]:
    told = {}
    for name, parts in QUESTIONS.items():
        near = places.find(parts["near"]) if "near" in parts else None
        found = find(Reader.public(), Query(**{"at": NOON, **parts, "near": near}))
        told[name] = {
            "total": found.total,
            "relaxed": [reason.kind for reason in found.relaxed],
            "hits": [
                {
                    "name": hit.text("name"),
                    "km": hit.km,
                    "points": hit.points,
                    "why": [asdict(reason) for reason in hit.why],
                }
                for hit in found.hits[:8]
            ],
            "order": [hit.text("name") for hit in found.hits],
        }
    return told


def test_the_golden_questions_have_their_golden_answers() -> None:
    demo.fill(seed=2010, progress=SilentProgress())
    told = answers()
    if os.environ.get("DOTLINE_WRITE_GOLDEN"):
        GOLDEN.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert told == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_with_and_without_accents_is_one_question() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden["hébergement"]["order"] == golden["hebergement"]["order"] != []
