"""A release: from counting rows to published numbers, once, and nothing small among them."""

import json

import pytest

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.gates import outbox
from dotline.gates.models import Outbox
from dotline.gates.passage import Gate, Passage
from dotline.gates.protect import CountingRow
from dotline.statistics import actions, jobs, queries
from dotline.statistics.models import Cell, Release
from dotline.statistics.rules import periods
from tests.rooms.conftest import Cast
from tests.rooms.statistics.conftest import Source


def release(cast: Cast, text: str = "2025") -> actions.Sent:
    sent = jobs.release_period(cast.rita, periods.period(text))
    outbox.deliver(Store.INSIDE)
    return sent


def test_a_release_reaches_the_open_store_with_its_small_numbers_hidden(
    cast: Cast, source: Source
) -> None:
    sent = release(cast)
    row = queries.latest_release(cast.rita)
    assert row is not None
    assert (row.id, row.edition, row.passage_id) == (sent.release, 1, sent.passage)
    assert row.hidden == sent.hidden > 0
    assert not Cell.objects.using(Store.OPEN).filter(value__lt=5, known_zero=False).exists()
    assert queries.number(cast.rita, "calls", "2025").value == 800
    assert queries.number(cast.rita, "calls", "2025-Q1", "NU").hidden


def test_every_hidden_number_withstands_the_attack_on_what_is_stored(
    cast: Cast, source: Source
) -> None:
    release(cast)
    found = queries.attacked(cast.rita)
    assert found.found_out == 0
    assert found.narrowest is not None
    assert found.narrowest.width >= 1


def test_no_row_and_no_unit_is_kept_anywhere(cast: Cast, source: Source) -> None:
    release(cast)
    payload = bytes(Outbox.objects.using(Store.INSIDE).get(gate="protect").payload).decode()
    assert "call-" not in payload
    assert "rows" not in json.loads(payload)
    assert len(source.rows) not in set(
        Cell.objects.using(Store.OPEN).values_list("value", flat=True)
    )


def test_the_ledger_says_what_passed_and_what_was_refused(cast: Cast, source: Source) -> None:
    from dotline.audit.models import Event

    release(cast)
    with pytest.raises(Refused):
        jobs.release_period(cast.bob, periods.period("2025"))
    lines = Event.objects.using(Store.INSIDE).filter(action="statistics.release")
    assert sorted(lines.values_list("outcome", flat=True)) == ["done", "refused"]
    assert source.asked == [("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")]


def test_a_quarter_that_still_runs_is_refused_with_the_last_one_that_is_over(
    cast: Cast, source: Source
) -> None:
    with pytest.raises(Refused, match=r"2026-Q1 is not over.*2025-Q4"):
        release(cast, "2025-Q4..2026-Q1")
    assert source.asked == []
    assert queries.latest_release(cast.rita) is None


@pytest.mark.parametrize("text", ["2025-Q7", "last year", "1900..2025", "2026-Q1..2025-Q1", ""])
def test_a_bad_period_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(Invalid, match="period"):
        periods.period(text)


def test_a_passage_delivered_twice_makes_one_edition(cast: Cast, source: Source) -> None:
    sent = release(cast)
    with_again = Outbox.objects.using(Store.INSIDE).get(pk=sent.passage)
    with_again.delivered_at = None
    with_again.save(using=Store.INSIDE)
    outbox.deliver(Store.INSIDE)
    assert Release.objects.using(Store.OPEN).count() == 1


def test_a_release_that_stops_half_way_leaves_nothing(
    cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "send", broken)
        with pytest.raises(KeyboardInterrupt):
            release(cast)
    assert not Outbox.objects.using(Store.INSIDE).filter(gate="protect").exists()
    assert queries.latest_release(cast.rita) is None
    release(cast)
    assert queries.latest_release(cast.rita) is not None


def test_while_a_release_is_on_its_way_no_other_may_start(cast: Cast, source: Source) -> None:
    prepared = queries.prepare(cast.rita, periods.period("2025"))
    release(cast)
    with pytest.raises(Conflict, match="came in between"):
        actions.release(by=cast.rita, prepared=prepared)
    jobs.release_period(cast.rita, periods.period("2025"))
    with pytest.raises(Conflict, match="came in between"):
        jobs.release_period(cast.rita, periods.period("2025"))


def test_an_edition_that_was_not_attacked_with_every_other_is_void(
    cast: Cast, source: Source
) -> None:
    prepared = queries.prepare(cast.rita, periods.period("2025"))
    assert not isinstance(prepared, Refused)
    release(cast)
    from dotline.base.reader import Reader

    passage = Passage(
        Gate.PROTECT, "statistics", None, None, "test", (), prepared.payload(new_id()), clock.now()
    )
    late = actions.take_in(by=Reader.system(outbox.COURIER), passage=passage)
    assert late.void
    assert [row.edition for row in queries.releases(cast.rita)] == [1]
    assert not late.tables.exists()


def test_nobody_but_the_courier_brings_figures_in(cast: Cast, source: Source) -> None:
    passage = Passage(Gate.PROTECT, "statistics", None, None, "test", (), {}, clock.now())
    with pytest.raises(Refused):
        actions.take_in(by=cast.operator, passage=passage)


def test_the_next_edition_keeps_what_was_printed_and_what_was_hidden(
    cast: Cast, source: Source
) -> None:
    release(cast, "2025-Q1..2025-Q3")
    release(cast, "2025")
    second, first = queries.releases(cast.rita)
    before, after = (
        queries.release_values(cast.rita, first),
        queries.release_values(cast.rita, second),
    )
    shared = set(before) & set(after)
    assert len(shared) > 50
    assert all(before[key] == after[key] for key in shared)
    assert queries.attacked(cast.rita, "1").found_out == 0
    assert queries.attacked(cast.rita, "2").found_out == 0


def test_a_late_entry_is_refused_for_the_old_quarter_and_not_for_the_new(
    cast: Cast, source: Source
) -> None:
    release(cast, "2025-Q1..2025-Q3")
    source.rows.append(CountingRow("late", "calls", {"quarter": "2025-Q1", "province": "ON"}))
    with pytest.raises(Refused, match="tell on few persons"):
        release(cast, "2025")
    release(cast, "2025-Q4")
    assert queries.release(cast.rita).period == "2025-Q4"


def test_the_digest_changes_with_the_input_and_not_with_its_order(
    cast: Cast, source: Source
) -> None:
    first = queries.prepare(cast.rita, periods.period("2025"))
    source.rows.reverse()
    same = queries.prepare(cast.rita, periods.period("2025"))
    source.rows.pop()
    other = queries.prepare(cast.rita, periods.period("2025"))
    assert not isinstance(first, Refused)
    assert not isinstance(same, Refused)
    assert not isinstance(other, Refused)
    assert first.digest == same.digest != other.digest


def test_a_number_leads_back_to_measure_release_and_passage(cast: Cast, source: Source) -> None:
    sent = release(cast)
    number = queries.number(cast.rita, "referrals_acknowledged_in_time", "2025-Q2")
    back = queries.number_by_id(cast.rita, number.id)
    assert back.value == number.value is not None
    assert back.measure.code == "referrals_acknowledged_in_time"
    assert back.release.passage_id == sent.passage


def test_what_the_closed_set_does_not_hold_is_not_found(cast: Cast, source: Source) -> None:
    with pytest.raises(NotFound):
        queries.number(cast.rita, "calls", "2025")
    release(cast)
    for measure, period, place in (
        ("suspects", "2025", "CA"),
        ("calls", "2024", "CA"),
        ("calls", "2025", "Toronto"),
    ):
        with pytest.raises(NotFound):
            queries.number(cast.rita, measure, period, place)


def test_a_needed_agreement_is_asked_for(
    cast: Cast, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from dotline.statistics.queries import clean_room
    from dotline.statistics.rules.measures import definitions

    said = definitions()
    needing = replace(said, agreement=replace(said.agreement, needed=True))
    monkeypatch.setattr(clean_room, "definitions", lambda: needing)
    with pytest.raises(Refused, match="OCAP"):
        release(cast)
    jobs.release_period(cast.rita, periods.period("2025"), "agreement 7")
    outbox.deliver(Store.INSIDE)
    assert queries.release(cast.rita).agreement == "agreement 7"


def test_a_reference_too_long_to_keep_is_refused(cast: Cast, source: Source) -> None:
    with pytest.raises(Refused, match="longer than 100"):
        jobs.release_period(cast.rita, periods.period("2025"), "x" * 101)
