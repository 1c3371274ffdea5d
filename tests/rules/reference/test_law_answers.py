"""What follows from dated law: citations, credit, ages, permits, records."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid, NotFound
from dotline.reference import law
from dotline.reference.law import shown
from dotline.reference.law.library import rows
from dotline.reference.law.permits import runs
from dotline.reference.obligations import add_months

DAYS = st.dates(date(2000, 1, 1), date(2035, 1, 1))
CITES = st.sampled_from(sorted(law.HOLDER.value().provisions))
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "written",
    [
        "CC 279.011(1)(b)",
        "s. 279.011(1)(b)",
        "s.279.011(1)(b)",
        "CCC 279.011 (1) (b)",
        "C.cr. 279.011(1)b)",
        "Code criminel, art. 279.011 (1) b)",
        "criminal code section 279.011(1)(b)",
        "CC279.011(1)(b)",
        "cc279.011 (1) (b)",
        "C.cr.279.011(1)b)",
    ],
)
def test_a_citation_is_understood_however_it_is_written(written: str) -> None:
    assert law.cited(written) == "CC 279.011(1)(b)"


@given(CITES)
def test_our_own_spelling_comes_back_unchanged(cite: str) -> None:
    assert law.cited(cite) == cite


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("Highway Act 3", NotFound),
        ("CC 99999", NotFound),
        ("hello", Invalid),
        ("", Invalid),
        ("CC 279.01(" + "(" * 500, Invalid),
        ("CC 12 or 13", Invalid),
    ],
)
def test_what_is_no_known_provision_is_refused(written: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        law.law(written, date(2020, 1, 1))


@given(CITES, DAYS)
def test_an_answer_is_in_force_exactly_on_the_days_of_a_text(cite: str, on: date) -> None:
    found = law.law(cite, on)
    direct = any(on in one.span for one in law.history(cite))
    assert found.in_force or not direct
    if found.in_force:
        assert found.valid_from is not None
        assert found.valid_from <= on
        assert found.valid_to is None or on < found.valid_to
    else:
        assert (found.mode, found.minimum_months, found.maximum_months) == ("", 0, None)
        assert found.penalty is law.Threat.NONE
    is_life = found.in_force and found.maximum_months is None
    assert is_life is (found.penalty is law.Threat.LIFE)


@pytest.mark.parametrize(
    ("months", "fine", "life", "told"),
    [
        (None, None, False, (law.Threat.NONE, 0)),
        (None, 5_000, False, (law.Threat.FINE, 0)),
        (24, 5_000, False, (law.Threat.TERM, 24)),
        (None, 5_000, True, (law.Threat.LIFE, None)),
    ],
)
def test_a_text_without_a_term_never_looks_like_life(
    months: int | None, fine: int | None, life: bool, told: tuple[law.Threat, int | None]
) -> None:
    text = replace(
        law.history("CC 787(1)")[-1], max_months=months, max_fine=fine, min_fine=None, life=life
    )
    found = shown._together("CC 787(1)", date(2020, 1, 1), [text])
    assert (found.penalty, found.maximum_months) == told


def test_the_consecutive_sentence_rule_was_never_law_on_any_day() -> None:
    assert not any(law.law("CC 279.05", date(year, 12, 31)).in_force for year in range(2014, 2031))


def test_a_bare_section_answers_for_its_limbs() -> None:
    found = law.law("C.cr. 279.011", date(2020, 1, 1))
    assert (found.minimum_months, found.maximum_months, found.mode) == (60, None, "indictable")
    assert not law.law("CC 279.011", date(2010, 6, 28)).in_force


def test_every_packaged_row_says_how_surely_it_is_known() -> None:
    for texts in law.HOLDER.value().provisions.values():
        assert all(one.sure and one.source for one in texts)
    assert law.law("CC 286.1(2)", date(2020, 1, 1)).sure is law.Sure.RECOLLECTION


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2010, 6, 1), date(2010, 6, 28), law.Available.NO),
        (date(2010, 6, 1), date(2010, 6, 29), law.Available.PART),
        (date(2010, 6, 29), date(2014, 12, 6), law.Available.WHOLE),
    ],
)
def test_an_offence_is_available_from_its_first_day(
    first: date, last: date, found: law.Available
) -> None:
    assert law.offence_available("CC 279.011", first, last) is found
    assert law.offence_available("CC 279.011(1)(b)", first, last) is found


def test_the_lower_minimum_counts_for_an_offence_that_saw_the_change() -> None:
    cite, change = "CC 279.01(1)(b)", date(2014, 12, 6)
    assert law.minimum_flags(cite, change - A_DAY, change, 12) == (
        "minimum_changed_during_offence",
    )
    assert "below_minimum" in law.minimum_flags(cite, change, change, 12)
    assert "minimum_in_dispute" in law.minimum_flags(cite, change, change, 48)
    relieved = law.minimum_flags(cite, change, change, 12, mmp_relief=True)
    assert "minimum_relief" in relieved
    assert "below_minimum" not in relieved


def test_a_minimum_in_dispute_says_so_for_its_province() -> None:
    cite, on = "CC 279.011(1)(b)", date(2020, 1, 1)
    assert {one.status for one in law.doubts(cite, on, "ON")} == {"disputed", "struck_down"}
    assert {one.status for one in law.doubts(cite, on, "BC")} == {"disputed"}
    assert "relief" in {one.status for one in law.doubts(cite, date(2026, 6, 18))}
    assert law.doubts("CC 279.02(1)", date(2026, 6, 18)) == ()


@pytest.mark.parametrize(
    ("charged", "sentenced", "limb", "cap"),
    [
        (date(2009, 5, 1), date(2012, 1, 1), {}, None),
        (date(2010, 2, 22), date(2012, 1, 1), {"endorsed": True}, None),
        (date(2010, 2, 23), date(2012, 1, 1), {}, Decimal("1.5")),
        (date(2010, 2, 23), date(2012, 1, 1), {"justified": False}, Decimal(1)),
        (date(2010, 2, 23), date(2016, 4, 14), {"endorsed": True}, Decimal(1)),
        (date(2010, 2, 23), date(2016, 4, 15), {"endorsed": True}, Decimal("1.5")),
        (date(2010, 2, 23), date(2018, 12, 12), {"detained_524": True}, Decimal(1)),
        (date(2010, 2, 23), date(2018, 12, 13), {"detained_524": True}, Decimal("1.5")),
    ],
)
def test_the_cap_on_credit_is_the_one_of_charge_and_sentence(
    charged: date, sentenced: date, limb: dict[str, bool], cap: Decimal | None
) -> None:
    assert law.credit_cap(charged, sentenced, **limb) == cap


@pytest.mark.parametrize(("rate", "left"), [("2", 0), ("1.5", 182), ("1", 365)])
def test_half_a_day_of_credit_counts_as_a_day(rate: str, left: int) -> None:
    assert law.net(730, 365, Decimal(rate)) == left


@given(
    st.integers(0, 20_000),
    st.integers(0, 5_000),
    st.decimals(0, 10, places=2),
    st.sampled_from([None, Decimal(1), Decimal("1.5")]),
)
def test_credit_keeps_to_its_cap_and_nobody_owes_days(
    gross: int, custody: int, rate: Decimal, cap: Decimal | None
) -> None:
    day = date(2020, 1, 1)
    found = law.sentence(
        charged=day, sentenced=day, gross_days=gross, custody_days=custody, rate=rate, cap=cap
    )
    assert 0 <= found.net_days <= gross
    assert found.net_days == max(0, gross - found.credit_days)
    if cap is not None:
        assert found.credit_days < custody * cap + 1
        assert ("rate_above_cap" in found.flags) is (rate > cap)
    assert ("no_statutory_cap" in found.flags) is (cap is None)


def test_a_victim_who_turns_18_during_the_offence_was_a_minor() -> None:
    born = law.Days(date(2000, 5, 5), date(2000, 5, 5))
    for first, answer in (
        (date(2018, 5, 4), law.Tri.YES),
        (date(2018, 5, 5), law.Tri.NO),
    ):
        assert law.victim_minor(born, law.Days(first, date(2018, 6, 1))) is answer
    year = law.Days(date(2000, 1, 1), date(2000, 12, 31))
    offence = law.Days(date(2018, 5, 4), date(2018, 6, 1))
    assert law.victim_minor(year, offence) is law.Tri.UNDETERMINED
    leap = law.Days(date(2004, 2, 29), date(2004, 2, 29))
    day = date(2022, 2, 28)
    assert law.victim_minor(leap, law.Days(day, day)) is law.Tri.YES


@given(DAYS, st.integers(0, 800), DAYS, st.integers(0, 800), st.integers(0, 800))
def test_knowing_more_of_a_birth_never_turns_yes_into_no(
    birth: date, width: int, offence: date, lasted: int, part: int
) -> None:
    wide = law.Days(birth, birth + timedelta(days=width))
    exact = birth + timedelta(days=min(part, width))
    when = law.Days(offence, offence + timedelta(days=lasted))
    known, sharp = law.victim_minor(wide, when), law.victim_minor(law.Days(exact, exact), when)
    assert sharp is not law.Tri.UNDETERMINED
    assert known in (law.Tri.UNDETERMINED, sharp)


def test_a_child_or_a_person_with_a_disability_shall_have_the_aid() -> None:
    on = date(2020, 1, 1)
    aid = law.testimonial_aid
    assert aid("support_person", 17, disability=False, on=on) is law.Aid.SHALL
    assert aid("support_person", 18, disability=False, on=on) is law.Aid.MAY
    assert aid("out_of_court", 40, disability=True, on=on) is law.Aid.SHALL
    assert aid("support_person", None, disability=False, on=on) is law.Aid.MAY
    assert aid("identity_protected", 9, disability=True, on=date(2015, 7, 22)) is law.Aid.NONE
    with pytest.raises(NotFound):
        aid("curtain", 9, disability=False, on=on)


def test_a_permit_of_29_february_ends_on_28_february_at_the_latest() -> None:
    start = date(2024, 2, 29)
    assert law.three_year_cap(start) == date(2027, 2, 28)
    law.check_span(law.PermitSpan(start, date(2027, 2, 28)))
    for wrong in (date(2027, 3, 1), date(2024, 2, 28)):
        with pytest.raises(Invalid):
            law.check_span(law.PermitSpan(start, wrong))


def test_one_day_without_a_permit_starts_the_clock_again() -> None:
    first = law.PermitSpan(date(2018, 1, 1), date(2020, 12, 31))
    for second, gap in (
        (date(2021, 1, 1), False),
        (date(2021, 1, 2), True),
    ):
        held = [first, law.PermitSpan(second, date(2023, 12, 31))]
        today = date(2023, 6, 1)
        assert law.pr_eligible(held, today).eligible is not gap
        alerts = {one.code: one.on for one in law.permit_alerts(held, today)}
        assert alerts.get("gap") == (date(2021, 1, 1) if gap else None)
    assert law.pr_eligible(held, date(2023, 6, 1), health_ground=True).since == date(2021, 1, 2)


@given(st.lists(st.tuples(DAYS, st.integers(0, 1500)), max_size=6))
def test_runs_cover_exactly_the_days_of_the_permits(held: list[tuple[date, int]]) -> None:
    permits = [law.PermitSpan(day, day + timedelta(days=days)) for day, days in held]
    found = runs(permits)
    for one in permits:
        assert one.last <= add_months(one.valid_from, 36)
        assert sum(first <= one.valid_from and one.last <= last for first, last in found) == 1
    assert all(before[1] + A_DAY < after[0] for before, after in pairwise(found))


def test_the_permit_rule_is_the_one_of_the_first_day() -> None:
    def codes(start: date, days: int) -> set[str]:
        permit = law.PermitSpan(start, start + timedelta(days=days - 1))
        return {one.code for one in law.permit_alerts([permit], start)}

    assert "longer_than_rule" in codes(date(2006, 6, 1), 121)
    assert "longer_than_rule" not in codes(date(2008, 6, 1), 180)
    assert "longer_than_rule" in codes(date(2025, 2, 3), 181)
    assert "shorter_than_rule" in codes(date(2025, 2, 4), 364)
    assert "shorter_than_rule" not in codes(date(2025, 2, 4), 365)
    assert not law.fee_waived("study_permit", date(2025, 2, 3))
    assert law.fee_waived("study_permit", date(2025, 2, 4))


@pytest.mark.parametrize("row", rows("youth"), ids=lambda row: row.text("code"))
def test_a_youth_record_closes_after_its_last_day(row: object) -> None:
    code = getattr(row, "text")("code")  # noqa: B009 - a Row, typed as object for the ids
    since = date(2020, 2, 29)
    last = law.youth_access_until(code, since)
    assert law.youth_access_open(code, since, last)
    assert not law.youth_access_open(code, since, last + A_DAY)
    assert not law.youth_access_open(code, since, since - A_DAY)


def test_a_withdrawn_consent_opens_nothing_and_a_request_must_state_its_purpose() -> None:
    today = date(2026, 1, 1)
    given_consent = law.Agreement("police", frozenset({"name", "phone"}), date(2025, 1, 1))

    def ask(clause: str, *stated: str, consent: law.Agreement = given_consent) -> law.Disclosure:
        return law.may_disclose(
            clause,
            holder="federal",
            to="police",
            what=frozenset({"name"}),
            stated=stated,
            consents=[consent],
            today=today,
        )

    assert ask("consent").allowed
    withdrawn = law.Agreement("police", given_consent.what, given_consent.given, withdrawn=today)
    assert ask("consent", consent=withdrawn).missing == ("consent",)
    assert not ask("consent", "consent", consent=withdrawn).allowed
    assert ask("pa_8_2_e", "written_request").missing == ("purpose", "information")
    allowed = ask("pa_8_2_e", "written_request", "purpose", "information")
    assert allowed.keep_until == date(2028, 1, 1)
    assert ask("pipeda_7_3_d", "purpose").missing == ("other_holder",)
    with pytest.raises(NotFound):
        ask("curiosity")


def test_a_childs_file_is_kept_until_25_and_a_hold_stops_disposal() -> None:
    closed = date(2020, 1, 1)
    assert law.retention_due("support_file", closed) == date(2027, 1, 1)
    child = date(2010, 3, 1)
    assert law.retention_due("support_file", closed, born=child) == date(2035, 3, 1)
    assert law.retention_due("support_file", closed, born=date(2002, 1, 1)) == date(2027, 1, 1)
    assert law.retention_due("support_file", closed, born=child, hold=True) is None
    assert law.retention_due("breach_record", closed) == date(2022, 1, 1)
