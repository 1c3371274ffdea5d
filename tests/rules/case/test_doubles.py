"""Doubles: a merge lets no more pass than either record did, fills only blanks, and is undone newest first."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Conflict
from dotline.case.rules.consents import ConsentFact, ConsentSaid, newest
from dotline.case.rules.doubles import (
    JoinedRecords,
    RecordSays,
    check_undo,
    filled,
    pair,
    said_apart,
    set_aside,
    stands_for,
)

TODAY = date(2026, 11, 23)
TO = UUID(int=7)
PARTS = ("identity", "needs", "plan")


@st.composite
def facts(draw: st.DrawFn, number: int) -> ConsentFact:
    said = draw(st.sampled_from([ConsentSaid.GIVEN, ConsentSaid.GIVEN, ConsentSaid.REFUSED]))
    gone = draw(st.booleans()) and said is ConsentSaid.GIVEN
    return ConsentFact(
        purpose=draw(st.sampled_from(["share", "look_for"])), decision=said,
        by_whom=draw(st.sampled_from(["self", "guardian"])), on=TODAY - timedelta(days=9), to=TO,
        what=frozenset(draw(st.sets(st.sampled_from(PARTS)))),
        expires=draw(st.sampled_from([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=9)])),
        withdrawn=TODAY if gone else None, id=UUID(int=number),
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[ConsentFact], list[ConsentFact]]:
    many = draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    one = [draw(facts(at + 1)) for at in range(many[0])]
    return one, [draw(facts(at + 101)) for at in range(many[1])]


@given(histories())
def test_after_a_merge_nothing_stands_that_the_other_record_does_not_carry_too(
    told: tuple[list[ConsentFact], list[ConsentFact]],
) -> None:
    one, two = told
    aside = set_aside(one, two, TODAY)
    assert aside == set_aside(two, one, TODAY)
    for mine, other in ((one, newest(two)), (two, newest(one))):
        for fact in mine:
            if fact.id in aside or not fact.holds(TODAY):
                continue
            against = other.get((fact.purpose, fact.to))
            if against is not None:
                assert against.holds(TODAY)
                assert fact.what <= against.what
                assert against.expires is None or (
                    fact.expires is not None and fact.expires <= against.expires
                )
    only = {(f.purpose, f.to) for f in one} ^ {(f.purpose, f.to) for f in two}
    assert not any((f.purpose, f.to) in only for f in (*one, *two) if f.id in aside)
    assert not aside & {f.id for f in (*one, *two) if not f.holds(TODAY)}


def test_what_a_record_says_is_never_overwritten_only_filled() -> None:
    said, blank = RecordSays("Feminine", (TODAY, TODAY)), RecordSays()
    assert filled(blank, said) == said
    assert filled(said, blank) == said
    assert filled(said, RecordSays("Masculine", (None, TODAY))) == said


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6))
def test_merges_are_undone_from_the_newest_and_judgements_follow_the_records(
    wanted: list[tuple[int, int]],
) -> None:
    standing: list[JoinedRecords] = []
    for at, (kept, joined) in enumerate(wanted):
        gone = {one.joined.int for one in standing}
        if kept != joined and not {kept, joined} & gone:
            standing.append(JoinedRecords(UUID(int=100 + at), UUID(int=kept), UUID(int=joined)))
    roots = stands_for(standing)
    assert not set(roots.values()) & set(roots)
    apart = said_apart([(UUID(int=0), UUID(int=1))], standing)
    zero, one = (roots.get(UUID(int=key), UUID(int=key)) for key in (0, 1))
    assert apart == {pair(zero, one)}
    for merge in standing:
        later = standing[standing.index(merge) + 1 :]
        touched = any({merge.kept, merge.joined} & {o.kept, o.joined} for o in later)
        if touched:
            with pytest.raises(Conflict, match="since"):
                check_undo(merge, standing)
        else:
            check_undo(merge, standing)
    while standing:
        check_undo(standing[-1], standing)
        standing.pop()
    with pytest.raises(Conflict, match="undone already"):
        check_undo(JoinedRecords(UUID(int=1), UUID(int=2), UUID(int=3)), standing)
