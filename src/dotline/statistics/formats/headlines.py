"""A headline as data: what it says, how sure it is, and the way back."""

from datetime import timedelta

from dotline.base import clock
from dotline.gates.protect.durations import Between
from dotline.statistics.queries.headlines import HeadlineShown


def as_data(one: HeadlineShown) -> dict[str, object]:
    """A headline as JSON-able data: what it says, how sure it is, and the way back."""
    row = one.release
    data: dict[str, object] = {
        "measure": one.headline.code,
        "label_en": one.headline.label_en,
        "label_fr": one.headline.label_fr,
        "definition_en": one.headline.definition_en,
        "definition_fr": one.headline.definition_fr,
        "coverage_en": one.headline.coverage_en,
        "coverage_fr": one.headline.coverage_fr,
        "bound_en": one.headline.bound_en,
        "bound_fr": one.headline.bound_fr,
        "period": row.period if row else clock.today().isoformat(),
        "edition": row.edition if row else None,
        "gate_passage": str(row.passage_id) if row else None,
        "share": one.share,
        "part": one.part,
        "whole": one.whole,
        "numbers": [
            {
                "id": str(number.id),
                "category": number.category.code if number.category else None,
                "value": number.value,
            }
            for number in (*one.numbers, *one.by_place)
        ],
    }
    data |= {name: _hours(found) for name, found in one.waits.items()}
    data |= {"places": dict(one.places), "kinds": dict(one.kinds)} if one.places else {}
    return data


def _hours(found: Between | None) -> dict[str, float] | None:
    if found is None:
        return None
    hour = timedelta(hours=1)
    return {"more_than_hours": found.low / hour, "at_most_hours": found.high / hour}
