"""How long a file is kept: a hold always wins, no law is undercut, children's files wait for their 25th birthday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.reference import law
from dotline.reference.law import DisposalState, KeptFile, disposal_due

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
KINDS = st.sampled_from(["support", "hotline", "investigation", "immigration", "prosecution", "contact"])  # fmt: skip
HOLDERS = st.sampled_from(["NGO", "Shelter", "Police", "BorderService", "ProvincialGovernment"])
FILES = st.builds(
    KeptFile,
    kind=KINDS,
    ended=DAYS,
    holder=HOLDERS,
    province=st.sampled_from(["", "ON", "BC", "QC"]),
    last_used=st.none() | DAYS,
    births=st.lists(DAYS, max_size=2).map(tuple),
    chosen=st.just({}) | st.just({"investigation_file": 300}),
)


def held(file: KeptFile) -> KeptFile:
    return KeptFile(**{**file.__dict__, "held": True})


@given(FILES, DAYS)
def test_a_hold_always_wins(file: KeptFile, today: date) -> None:
    answer = disposal_due(held(file), today)
    assert answer.state == DisposalState.HELD
    assert not law.may_be_asked(answer, today)


@given(FILES, DAYS)
def test_nothing_is_due_before_each_rule_that_takes_it(file: KeptFile, today: date) -> None:
    answer = disposal_due(file, today)
    if answer.due is None:
        assert answer.state == DisposalState.UNSCHEDULED
        return
    assert (answer.state == DisposalState.DUE) is (answer.due <= today)
    for row in law.rules_for(file.kind, file.holder, file.province, today):
        assert file.ended is not None
        assert answer.due > (law.retention_due(row.text("code"), file.ended) or date.max)
        if not row.flag("ours"):
            assert answer.lawful is not None
            assert answer.lawful > (law.retention_due(row.text("code"), file.ended) or date.max)


@given(DAYS, st.dates(date(1972, 1, 1), date(2060, 12, 31)))
def test_a_childs_file_waits_for_her_25th_birthday(ended: date, born: date) -> None:
    due = disposal_due(KeptFile("support", ended, "NGO", births=(born,)), ended).due
    assert due is not None
    assert due > (law.retention_due("support_file", ended) or date.max)
    if ended < date(born.year + 17, 12, 31):
        assert due > date(born.year + 25, born.month, min(born.day, 28))


@given(FILES, st.integers(84, 600), DAYS)
def test_an_agency_can_only_keep_longer(file: KeptFile, months: int, today: date) -> None:
    codes = [row.text("code") for row in law.rules_for(file.kind, file.holder, file.province, today)]  # fmt: skip
    unchosen = KeptFile(**{**file.__dict__, "chosen": {}})
    chosen = KeptFile(**{**file.__dict__, "chosen": dict.fromkeys(codes, months)})
    before, after = disposal_due(unchosen, today).due, disposal_due(chosen, today).due
    assert after is not None
    assert before is None or after >= before


def test_the_days_of_each_rule() -> None:
    ended = date(2020, 2, 29)
    due = lambda kind, holder, **more: disposal_due(KeptFile(kind, ended, holder, **more), ended).due  # noqa: E731  # fmt: skip
    assert due("support", "NGO") == date(2027, 3, 1)
    assert due("contact", "Helpline") == date(2021, 3, 1)
    assert due("support", "NGO", births=(date(2004, 2, 29),)) == date(2029, 3, 2)
    assert due("investigation", "Police") is None
    chosen = {"investigation_file": 36}
    assert due("investigation", "Police", chosen=chosen) == date(2023, 3, 1)
    used = date(2022, 6, 1)
    assert due("investigation", "Police", chosen=chosen, last_used=used) == date(2024, 6, 2)


def test_she_may_ask_as_soon_as_no_law_keeps_it() -> None:
    ended, soon = date(2026, 1, 1), date(2026, 1, 2)
    shelter = disposal_due(KeptFile("support", ended, "Shelter"), soon)
    assert shelter.state == DisposalState.KEPT
    assert law.may_be_asked(shelter, soon)
    assert not law.may_be_asked(shelter, ended)
    border = disposal_due(KeptFile("immigration", ended, "BorderService"), soon)
    assert not law.may_be_asked(border, soon)
    assert law.may_be_asked(border, date(2028, 1, 2))
    still = disposal_due(KeptFile("support", None, "Shelter"), soon)
    assert still.state == DisposalState.OPEN
    assert not law.may_be_asked(still, soon + timedelta(days=9000))


def test_an_agency_may_not_choose_less_than_the_rule_or_more_than_its_maximum() -> None:
    law.check_choice("support_file", 120)
    with pytest.raises(Invalid, match="at least 84"):
        law.check_choice("support_file", 83)
    with pytest.raises(Invalid, match="84 months at most"):
        law.check_choice("hotline_contact", 85)
