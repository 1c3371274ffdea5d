"""Sixty-two judged questions in two languages: the best answers stand on top, the same on every database.

The judgements stand in tests/golden/search/judged.yaml, the order in orders.json. After a change that is meant,
write the order anew: DOTLINE_WRITE_GOLDEN=1 pytest this file, and read the diff. Judgements are never written anew.
"""

import json
import os
import unicodedata
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory import demo
from dotline.directory.queries.find import exactly, find
from dotline.directory.rules.query import Found, Query
from dotline.reference import places
from tests.rooms.directory.listings import key, load, service

FOLDER = Path(__file__).parents[2] / "golden" / "search"
ORDERS = FOLDER / "orders.json"
NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
TOP = 10


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


QUESTIONS: list[dict[str, Any]] = _read("judged.yaml")["questions"]
CORPUS: list[dict[str, Any]] = _read("corpus.yaml")["services"]
WORDS = sorted({word for one in QUESTIONS for word in one.get("words", "").split()})


def _service(row: dict[str, Any]) -> dict[str, Any]:
    place = places.find(f"{row['city']}, {row['province']}").point if row["city"] else None
    name = row.get("name") or row["name_fr"]
    low, _, high = str(row.get("age", "")).partition("-")
    ages = {"minimum_age": int(low), "maximum_age": int(high)} if low else {}
    return service(
        row["key"],
        at=place,
        needs=tuple(row["needs"].split()),
        languages=tuple(row["languages"].split()),
        serves="Canada" if row["province"] == "CA" else "",
        ours={
            "name_fr": row.get("name_fr", ""),
            "description_fr": row.get("text_fr", ""),
            "welcomes": row.get("welcomes", ""),
        },
        description=f"FICTIONAL. {row.get('text', '')}",
        **ages,
    ) | {"name": f"{name} (FICTIONAL)"}


@pytest.fixture(autouse=True)
def _country() -> None:
    demo.fill(seed=2010, progress=SilentProgress())
    load(*map(_service, CORPUS))


def asked(question: dict[str, Any]) -> Found:
    near = places.find(question["place"]) if "place" in question else None
    query = Query(
        words=question.get("words", ""),
        need=question.get("need", ""),
        language=question.get("language", ""),
        near=near,
        km=100.0 if near else None,
        at=NOON,
        limit=50,
    )
    return find(Reader.public(), query)


def names() -> dict[str, str]:
    """Service id -> the key used in the judgements."""
    known = {key(row["key"]): row["key"] for row in CORPUS}
    for province in (place.province for place in demo.PLACES):
        for kind in demo.KINDS:
            known[demo.service_id(kind.code, province)] = f"demo-{kind.code}-{province}"
    return known


def grades(question: dict[str, Any], known: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, grade in question["grades"].items():
        start = name.removesuffix("*")
        fitting = [
            one
            for one in known.values()
            if one == name or (start != name and one.startswith(start))
        ]
        assert fitting, name
        found |= dict.fromkeys(fitting, grade)
    return found


def ndcg(ranked: list[str], judged: dict[str, int]) -> float:
    """Normalised discounted cumulative gain at TOP, gain 2**grade - 1 (Järvelin and Kekäläinen 2002)."""

    def gain(order: list[int]) -> float:
        return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(order[:TOP]))

    best = gain(sorted(judged.values(), reverse=True))
    return gain([judged.get(name, 0) for name in ranked]) / best


def test_the_best_answers_stand_on_top_in_both_languages_and_in_one_order_everywhere() -> None:
    known = names()
    scores: dict[str, list[float]] = {"en": [], "fr": []}
    orders: dict[str, list[str]] = {}
    for number, question in enumerate(QUESTIONS, 1):
        ranked = [known.get(str(hit.service), "?") for hit in asked(question).hits]
        scores[question["lang"]].append(ndcg(ranked, grades(question, known)))
        orders[f"{number} {question.get('words') or question['need']}"] = ranked[:TOP]
        if os.environ.get("DOTLINE_SHOW_SCORES"):
            print(f"{scores[question['lang']][-1]:.3f}", number, question, ranked[:6])  # noqa: T201
    means = {lang: sum(many) / len(many) for lang, many in scores.items()}
    if os.environ.get("DOTLINE_SHOW_SCORES"):
        print(means)  # noqa: T201
    assert {lang: len(many) for lang, many in scores.items()} == {"en": 31, "fr": 31}
    assert min(means.values()) >= 0.95, means
    if os.environ.get("DOTLINE_WRITE_GOLDEN"):
        ORDERS.write_text(json.dumps(orders, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert orders == json.loads(ORDERS.read_text(encoding="utf-8"))


def test_accents_case_and_elision_change_no_answer() -> None:
    @profile(max_examples=25, deadline=None)
    @given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.booleans())
    def holds(words: list[str], loud: bool) -> None:
        given_words = " ".join(words)
        apart = unicodedata.normalize("NFKD", given_words)
        bare = "".join(c for c in apart if not unicodedata.combining(c))
        other = bare.upper() if loud else bare.replace("’", "'")
        assert exactly(Query(words=given_words)) == exactly(Query(words=other))

    holds()
