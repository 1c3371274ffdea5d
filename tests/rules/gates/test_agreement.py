"""Under what an encoding passes: every word of the agreement must fit, and a registry is never linked."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Refused
from dotline.gates.agreement import (
    AGREED,
    CONSENT,
    SEX_OFFENDER_REGISTRY,
    VETOED,
    BatchHeld,
    EncodeAsked,
    SharingTerms,
    clauses,
    may_encode_under,
    may_link,
    may_meet_under,
    may_sweep_under,
)
from dotline.reference import vocabulary

TODAY = date(2026, 11, 23)
HERE, THERE, NATION = (UUID(int=one) for one in (1, 2, 3))
DAY = timedelta(days=1)
TERMS = SharingTerms(
    reference="MOU-1",
    purpose="victims",
    epochs=frozenset({"1", "2"}),
    basis=CONSENT,
    sources=frozenset({"calls", "case_files"}),
    parties=frozenset({HERE, THERE}),
    stewards={NATION: AGREED},
    first=TODAY,
    last=TODAY,
)
ASKED = EncodeAsked(HERE, "victims", "1", CONSENT, "calls")


def test_an_encoding_that_fits_every_word_passes_on_its_first_and_last_day() -> None:
    assert may_encode_under(TERMS, ASKED, TODAY)
    assert may_encode_under(
        replace(TERMS, sources=frozenset({"calls"})), replace(ASKED, source=""), TODAY
    )
    assert may_encode_under(replace(TERMS, stewards={}), ASKED, TODAY)


@pytest.mark.parametrize(
    ("terms", "asked", "why"),
    [
        ({"first": TODAY + DAY, "last": TODAY + DAY}, {}, "has not begun"),
        ({"first": TODAY - DAY, "last": TODAY - DAY}, {}, "has expired"),
        ({"ended": TODAY}, {}, "was ended"),
        ({}, {"agency": NATION}, "no party"),
        ({}, {"purpose": "suspects"}, "another purpose"),
        ({}, {"epoch": "3"}, "epoch"),
        ({}, {"basis": "pa_8_2_e"}, "another law"),
        ({}, {"source": "police_records"}, "does not allow this source"),
        ({}, {"source": ""}, "several sources"),
        ({}, {"source": SEX_OFFENDER_REGISTRY}, "never linked"),
        (
            {"sources": frozenset({SEX_OFFENDER_REGISTRY})},
            {"source": SEX_OFFENDER_REGISTRY},
            "never",
        ),
        ({"stewards": {NATION: VETOED}}, {}, "vetoed"),
        ({"stewards": {NATION: ""}}, {}, "has not agreed"),
        ({"stewards": {NATION: AGREED, THERE: ""}}, {}, "has not agreed"),
    ],
)
def test_one_word_that_does_not_fit_refuses_loudly(
    terms: dict[str, object], asked: dict[str, object], why: str
) -> None:
    found = may_encode_under(replace(TERMS, **terms), replace(ASKED, **asked), TODAY)  # type: ignore[arg-type]  # rows of a table
    assert isinstance(found, Refused)
    assert why in str(found)


@given(st.sampled_from([one.code for one in vocabulary.codes("sharing_sources")]), st.booleans())
def test_only_the_registry_of_sex_offenders_is_closed_to_everybody(
    source: str, named: bool
) -> None:
    assert bool(may_link(source)) is (source != SEX_OFFENDER_REGISTRY)
    sources = frozenset({source}) if named else TERMS.sources
    found = may_encode_under(replace(TERMS, sources=sources), replace(ASKED, source=source), TODAY)
    assert bool(found) is (source in sources and source != SEX_OFFENDER_REGISTRY)


def test_consent_is_no_clause() -> None:
    assert CONSENT not in clauses()
    assert "pa_8_2_e" in clauses()


HELD = BatchHeld(HERE, "MOU-1", "victims", "1", "calls")


def test_files_meet_under_what_carried_their_making() -> None:
    assert may_meet_under(TERMS, [HELD, replace(HELD, agency=THERE, source="case_files")], TODAY)
    for terms, held, why in (
        ({"last": TODAY - DAY}, {}, "has expired"),
        ({"ended": TODAY}, {}, "was ended"),
        ({"stewards": {NATION: VETOED}}, {}, "vetoed"),
        ({"stewards": {NATION: ""}}, {}, "has not agreed"),
        ({}, {"agency": NATION}, "no party"),
        ({}, {"purpose": "suspects"}, "another purpose"),
        ({}, {"epoch": "3"}, "epoch"),
        ({}, {"reference": "MOU-2"}, "two agreements"),
        ({}, {"source": "police_records"}, "does not allow this source"),
        ({}, {"source": SEX_OFFENDER_REGISTRY}, "SOIRA"),
    ):
        found = may_meet_under(replace(TERMS, **terms), [HELD, replace(HELD, **held)], TODAY)  # type: ignore[arg-type]  # rows of a table
        assert isinstance(found, Refused)
        assert why in found.template


def test_whole_records_are_swept_between_two_parties_alone() -> None:
    assert may_sweep_under(TERMS)
    for parties in ({HERE}, {HERE, THERE, NATION}):
        found = may_sweep_under(replace(TERMS, parties=frozenset(parties)))
        assert isinstance(found, Refused)
        assert "two parties" in found.template
