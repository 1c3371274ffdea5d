"""Screens: what each rule makes of answers, and what a result is worth where few are affected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.case.rules import screening
from dotline.case.rules.screening import ORDER, Reply, ScreenLevel
from dotline.reference import questionnaires
from dotline.reference.questionnaires import Questionnaire, ResultKind, Strength

DELPHI = questionnaires.version("ilo_adult_labour", "2009-09")
CHILDREN = questionnaires.version("ilo_child_labour", "2009-09")
forms = st.sampled_from(questionnaires.every())
shares = st.floats(0, 1)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, Reply]]:
    """An instrument with replies to some of its questions."""
    form = draw(forms)
    codes = st.sampled_from([one.code for one in form.items])
    return form, draw(st.dictionaries(codes, st.sampled_from(Reply)))


def yes(*codes: str) -> dict[str, Reply]:
    return dict.fromkeys(codes, Reply.YES)


@pytest.mark.parametrize(
    ("strong", "medium", "weak", "enough"),
    [
        (2, 0, 0, True),
        (1, 1, 0, True),
        (1, 0, 1, True),
        (0, 3, 0, True),
        (0, 2, 1, True),
        (1, 0, 0, False),
        (0, 2, 0, False),
        (0, 1, 4, False),
        (0, 0, 9, False),
    ],
)
def test_a_dimension_is_positive_as_the_survey_says(
    strong: int, medium: int, weak: int, enough: bool
) -> None:
    assert screening.positive(strong, medium, weak) is enough


def test_exploitation_alone_is_enough_under_18_and_not_above() -> None:
    said = yes("e_hours", "e_low_pay")
    assert screening.result(DELPHI, said).level is ScreenLevel.SOME
    assert screening.result(DELPHI, said, child=True).level is ScreenLevel.ENOUGH
    more = {**said, **yes("d_job", "d_wages", "k_documents", "k_debt")}
    found = screening.result(DELPHI, more)
    assert found.level is ScreenLevel.ENOUGH
    assert {one.section for one in found.dimensions if one.positive} == {
        "deceptive_recruitment", "exploitation", "coercion",
    }  # fmt: skip


def test_the_delphi_list_has_the_published_counts() -> None:
    sizes = [len(DELPHI.of_section(section)) for section in DELPHI.sections]
    assert sizes == [10, 10, 16, 9, 15, 7]


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        (("d_job", "d_wages"), False),  # deceived when recruited, and nothing where she worked
        (("k_documents", "k_debt"), False),  # forced where she worked, and nothing before
        (("c_violence", "c_debt", "w_dependency", "w_economic", "w_past"), True),
        (("v_no_status", "v_economic", "v_beliefs", "k_documents", "k_telling"), True),
        (("d_job", "c_violence", "k_documents", "w_dependency"), False),  # one sign in each part
    ],
)
def test_a_means_before_and_one_where_she_worked_make_it_whole(
    said: tuple[str, ...], enough: bool
) -> None:
    worked = ("e_hours", "e_low_pay")
    whole = screening.delphi(DELPHI, yes(*said, *worked), child=False)
    assert whole is (ScreenLevel.ENOUGH if enough else ScreenLevel.SOME)
    assert screening.delphi(DELPHI, yes(*said), child=False) is ScreenLevel.SOME
    assert screening.delphi(DELPHI, yes(*said), child=True) is ScreenLevel.SOME


# "2 strong; or 1 strong and 1 medium or weak; or 3 medium; or 2 medium and 1 weak": at least so many of each.
ENOUGH = ((2, 0, 0), (1, 1, 0), (1, 0, 1), (0, 3, 0), (0, 2, 1))


def as_the_survey_says(form: Questionnaire, said: set[str], *, child: bool) -> bool:
    """The rule written down a second time, from its words."""

    def shown(part: str) -> bool:
        held = [one.strength for one in form.of_section(part) if one.code in said]
        counts = [held.count(strength) for strength in Strength]
        return any(
            all(have >= need for have, need in zip(counts, needs, strict=True)) for needs in ENOUGH
        )

    before = ("deceptive_recruitment", "coercive_recruitment", "vulnerable_recruitment")
    there = ("coercion", "vulnerability")
    means = any(map(shown, before)) and any(map(shown, there))
    return shown("exploitation") and (child or means)


@given(st.sampled_from([DELPHI, CHILDREN]), st.booleans(), st.data())
def test_the_combination_is_that_of_the_survey(
    form: Questionnaire, child: bool, data: st.DataObject
) -> None:
    """Drawn part by part, so that each part is as often positive as not."""
    said: set[str] = set()
    for part in form.sections:
        codes = st.sampled_from([one.code for one in form.of_section(part)])
        said |= data.draw(st.sets(codes, max_size=3))
    level = screening.delphi(form, yes(*said), child=child)
    assert (level is ScreenLevel.ENOUGH) is as_the_survey_says(form, said, child=child)


def test_the_list_for_children_needs_no_means_whoever_says_the_age() -> None:
    said = yes("e_hours", "e_low_pay")
    assert screening.result(CHILDREN, said).level is ScreenLevel.ENOUGH
    assert screening.result(CHILDREN, said).as_child
    assert not screening.result(DELPHI, said).as_child
    sizes = [len(CHILDREN.of_section(section)) for section in CHILDREN.sections]
    assert sizes == [10, 10, 15, 8, 15, 7]
    assert Strength.WEAK not in {one.strength for one in CHILDREN.items}


@given(answered(), st.booleans(), st.data())
def test_one_more_yes_never_lowers_a_result(
    given_: tuple[Questionnaire, dict[str, Reply]], child: bool, data: st.DataObject
) -> None:
    form, said = given_
    more = data.draw(st.sampled_from([one.code for one in form.items]))
    before = screening.result(form, said, child=child)
    after = screening.result(form, {**said, more: Reply.YES}, child=child)
    assert ORDER.index(after.level) >= ORDER.index(before.level)
    assert after.score >= before.score


@given(answered())
def test_being_a_child_never_lowers_a_result_and_no_answer_weighs_as_a_yes(
    given_: tuple[Questionnaire, dict[str, Reply]],
) -> None:
    form, said = given_
    adult, child = (screening.result(form, said, child=minor) for minor in (False, True))
    assert ORDER.index(child.level) >= ORDER.index(adult.level)
    only_yes = {code: one for code, one in said.items() if one is Reply.YES}
    assert screening.result(form, only_yes).level is adult.level
    assert sum(adult.counts.values()) + adult.not_asked == len(form.items)
    assert (adult.level is ScreenLevel.NOTHING) == (adult.score == 0)


def test_judgement_alone_never_says_enough() -> None:
    form = questionnaires.version("tvit_short", "2014-06")
    assert form.rule.kind is ResultKind.JUDGEMENT
    all_yes = yes(*(one.code for one in form.items))
    assert screening.result(form, all_yes).level is ScreenLevel.SOME


def test_yes_no_not_known_skipped_and_not_asked_stay_apart() -> None:
    form = questionnaires.version("raft", "2021")
    said = {"unsafe": "no", "tricked": "unknown", "afraid": "skipped", "exchange": ""}
    found = screening.result(form, screening.checked_replies(form, said))
    assert dict(found.counts) == {Reply.NO: 1, Reply.UNKNOWN: 1, Reply.SKIPPED: 1}
    assert found.not_asked == 1
    assert not found.whole
    with pytest.raises(Invalid):
        screening.checked_replies(form, {"unsafe": "perhaps"})
    with pytest.raises(Invalid):
        screening.checked_replies(form, {"nothing": "yes"})


@pytest.mark.parametrize(
    ("code", "number", "study", "worth"),
    [
        ("raft", "2021", 0, (3.7, 99.8)),
        ("qyit", "2019", 0, (26, 98)),
        ("sscst", "2018", 0, (20, 97)),
    ],
)
def test_a_result_is_worth_what_the_study_says_at_its_prevalence(
    code: str, number: str, study: int, worth: tuple[float, float]
) -> None:
    found = screening.worth(questionnaires.version(code, number).studies[study])
    assert found is not None
    assert found.positive is not None
    assert found.negative is not None
    assert found.positive * 100 == pytest.approx(worth[0], abs=0.6)
    assert found.negative * 100 == pytest.approx(worth[1], abs=0.6)


@given(shares, shares, shares, shares)
def test_the_positive_value_rises_with_prevalence_and_the_negative_falls(
    sens: float, spec: float, one: float, two: float
) -> None:
    low, high = sorted((one, two))
    few = screening.predictive_value(sens, spec, low)
    many = screening.predictive_value(sens, spec, high)
    if few.positive is not None and many.positive is not None:
        assert 0 <= few.positive <= many.positive + 1e-9 <= 1 + 2e-9
    if few.negative is not None and many.negative is not None:
        assert few.negative + 1e-9 >= many.negative


def test_what_is_no_share_is_refused() -> None:
    with pytest.raises(Invalid):
        screening.predictive_value(1.2, 0.5, 0.1)
