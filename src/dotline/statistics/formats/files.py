"""A published table as CSV and JSON. Each file carries its definitions and, in a demo, its mark."""

import csv
import io
from typing import Any

from dotline.statistics.queries import Number, TableView

FICTIONAL = "FICTIONAL / FICTIF"
HEADER = (
    "table",
    "edition",
    "measure",
    "time",
    "place",
    "place_en",
    "place_fr",
    "category",
    "category_en",
    "category_fr",
    "value",
    "status",
    "number_id",
    "definition_en",
    "definition_fr",
    "coverage_en",
    "coverage_fr",
    "bound_en",
    "bound_fr",
    "note",
)


def as_csv(view: TableView) -> str:
    """RFC 4180 with a header row; `value` is empty where `status` says hidden."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    note = FICTIONAL if view.release.fictional else ""
    for one in view.numbers:
        category = one.category
        writer.writerow(
            (
                view.table.code,
                view.release.edition,
                one.measure.code,
                one.time.code,
                one.place.code,
                one.place.label_en,
                one.place.label_fr,
                category.code if category else "",
                category.label_en if category else "",
                category.label_fr if category else "",
                "" if one.value is None else one.value,
                status(one),
                one.id,
                one.measure.definition_en,
                one.measure.definition_fr,
                one.measure.coverage_en,
                one.measure.coverage_fr,
                one.measure.bound_en,
                one.measure.bound_fr,
                note,
            )
        )
    return out.getvalue()


def as_data(view: TableView) -> dict[str, Any]:
    """The table as JSON-able data, with everything that a reader needs to judge it."""
    row, said = view.release, view.measure
    data: dict[str, Any] = {
        "table": view.table.code,
        "title_en": view.table.label_en,
        "title_fr": view.table.label_fr,
        "release": release_data(view),
        "definition_en": said.definition_en,
        "definition_fr": said.definition_fr,
        "counting_rule_en": said.rule_en,
        "counting_rule_fr": said.rule_fr,
        "counting": {
            "unit": said.counting.unit,
            "decision": said.counting.decision,
            "day": said.counting.day,
        },
        "coverage_en": said.coverage_en,
        "coverage_fr": said.coverage_fr,
        "bound_en": said.bound_en,
        "bound_fr": said.bound_fr,
        "numbers": [number_data(one) for one in view.numbers],
    }
    return {"fictional": FICTIONAL, **data} if row.fictional else data


def release_data(view: TableView) -> dict[str, Any]:
    """Edition, rule and digest of a table."""
    row = view.release
    return {
        "edition": row.edition,
        "period": row.period,
        "rule": row.rule,
        "snapshot_digest": row.digest,
        "definitions_digest": row.definitions,
        "gate_passage": str(row.passage_id),
        "made_at": row.made_at.isoformat(timespec="seconds"),
        "cells": len(view.numbers),
        "hidden": view.hidden,
    }


def number_data(one: Number) -> dict[str, Any]:
    """One number."""
    return {
        "id": str(one.id),
        "measure": one.measure.code,
        "time": one.time.code,
        "place": one.place.code,
        "category": one.category.code if one.category else None,
        "value": one.value,
        "status": status(one),
    }


def status(one: Number) -> str:
    """'shown', 'hidden', or 'zero by nature' where everybody knows that nothing could be
    counted.
    """
    if one.hidden:
        return "hidden"
    return "zero by nature" if one.known_zero else "shown"
