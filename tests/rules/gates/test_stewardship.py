"""What bodies let be done with the data of their people: silence is no grant, and each of several must agree."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dotline.gates.stewardship import (
    FRAMEWORKS,
    STEWARD_KINDS,
    Granted,
    StewardUse,
    agreed,
    all_agree,
    may_govern,
)
from dotline.reference import vocabulary

TODAY = date(2026, 11, 23)
HERE, THERE = UUID(int=91), UUID(int=92)
days = st.integers(-9, 9).map(lambda n: TODAY + timedelta(days=n))
nations = st.sampled_from([UUID(int=n) for n in range(1, 5)])
grants = st.builds(
    Granted,
    nation=nations,
    use=st.sampled_from(StewardUse),
    first=days,
    last=st.none() | days,
    taken_back=st.none() | days,
    to=st.sampled_from([None, HERE, THERE]),
)


@given(st.lists(grants), st.frozensets(nations), st.sampled_from(StewardUse))
def test_a_use_needs_a_grant_in_force_of_every_body_that_governs_her(
    told: list[Granted], hers: frozenset[UUID], use: StewardUse
) -> None:
    yes = all_agree(hers, agreed(told, use, TODAY, HERE))
    by_hand = all(
        any(
            one.nation == nation
            and one.use == use
            and (use is StewardUse.COUNTS or one.to != THERE)
            and one.taken_back is None
            and one.first <= TODAY <= (one.last or TODAY)
            for one in told
        )
        for nation in hers
    )
    assert yes == by_hand


@given(st.lists(grants), nations, st.sampled_from(StewardUse))
def test_a_further_body_never_opens_what_one_had_closed(
    told: list[Granted], other: UUID, use: StewardUse
) -> None:
    who = agreed(told, use, TODAY, HERE)
    for one in {grant.nation for grant in told}:
        assert all_agree({one}, who) or not all_agree({one, other}, who)
    assert all_agree((), who)


def test_each_kind_has_a_framework_of_its_own_and_ocap_is_that_of_first_nations() -> None:
    kinds = {one.code for one in vocabulary.codes("organisation_kinds")}
    frameworks = {one.code: one for one in vocabulary.codes("steward_frameworks")}
    assert kinds >= STEWARD_KINDS
    assert set(FRAMEWORKS.values()) == set(frameworks)
    assert [kind for kind, code in FRAMEWORKS.items() if code == "ocap"] == [
        "FirstNationGovernment"
    ]
    for code in ("inuit", "metis"):
        assert not {"OCAP", "PCAP"} & set(frameworks[code].label_en.split())
    assert {one.code for one in vocabulary.codes("steward_uses")} == {
        one.value for one in StewardUse
    }
    assert {kind for kind in kinds if may_govern(kind)} == STEWARD_KINDS
