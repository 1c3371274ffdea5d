"""The coarse classes that leave the room of cases."""

from hypothesis import given
from hypothesis import strategies as st

from dotline.case.rules.published import UNCLASSED, counted_decider, counted_who, keeper
from dotline.reference import vocabulary
from dotline.statistics.rules.measures import definitions

genders = st.sampled_from([one.code for one in vocabulary.codes("genders")])
minors = st.sampled_from(["yes", "no", "unknown"])
deciders = st.sampled_from([one.code for one in vocabulary.codes("determination_by_kind")])


def categories(table: str) -> tuple[str, ...]:
    return definitions().table(table).spec.parts


@given(genders, minors)
def test_whoever_is_identified_stands_in_a_category_of_the_published_table(
    gender: str, minor: str
) -> None:
    who = counted_who(gender, minor)
    assert who in categories("identified-by-who")
    assert not (minor == "no" and who in {"girls", "boys"})
    assert not (minor == "yes" and who in {"women", "men"})


def test_without_an_age_nobody_is_called_a_child_or_grown() -> None:
    assert counted_who("Feminine", "unknown") == "unknown"
    assert counted_who("NonSpecifiedUnknown", "yes") == "unknown"
    assert counted_who("NonConforming", "unknown") == "more"


@given(deciders)
def test_every_decider_stands_in_a_category(kind: str) -> None:
    assert counted_decider(kind) in categories("identified-by-decider")


@given(st.sampled_from([one.code for one in vocabulary.codes("organisation_kinds")]))
def test_a_file_is_the_polices_own_or_another_agencys(kind: str) -> None:
    assert keeper(kind) in categories("cases-by-keeper")
    assert (keeper(kind) == "police") is (kind in {"Police", "LawEnforcement"})


def test_a_count_left_without_classes_stands_where_nothing_is_known() -> None:
    classes = UNCLASSED["victims_identified"]
    assert classes["who"] in categories("identified-by-who")
    assert classes["form"] in categories("identified-by-form")
    assert classes["decided_by"] in categories("identified-by-decider")
