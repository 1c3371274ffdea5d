"""The gate refer lets through what was consented to, to whom it was consented, and nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Refused
from dotline.gates import refer
from dotline.gates.refer import Consent, LegalDuty, Recipient, ReferField

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SENDER = uuid4()
SHELTER = Recipient(uuid4(), "Shelter")
FIELDS = st.frozensets(st.sampled_from(list(ReferField)))
RECORDS = st.dictionaries(st.sampled_from(list(ReferField)), st.text(min_size=1, max_size=20))


def consent(**changes: object) -> Consent:
    values: dict[str, object] = {
        "recipients": frozenset({SHELTER.agency}),
        "fields": frozenset({ReferField.LANGUAGE, ReferField.SUMMARY}),
        "purpose": "shelter",
        "given_at": NOW - timedelta(hours=1),
        "expires_at": NOW + timedelta(days=30),
        "how": "spoken",
        "language": "eng",
    }
    return Consent(**{**values, **changes})  # type: ignore[arg-type]  # typed by the dataclass at run time


@given(RECORDS, FIELDS)
def test_only_consented_fields_pass(
    record: dict[ReferField, str], fields: frozenset[ReferField]
) -> None:
    passage = refer.by_consent(record, consent(fields=fields), SENDER, SHELTER, "shelter", NOW)
    assert set(passage.payload) == {name.value for name in fields & set(record)}
    assert set(passage.fields) == set(passage.payload)


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": NOW},
        {"withdrawn_at": NOW},
        {"given_at": NOW + timedelta(minutes=1)},
        {"recipients": frozenset({UUID(int=7)})},
        {"purpose": "counselling"},
        {"giver_may_be_abuser": True},
        {"given_at": NOW, "expires_at": NOW + timedelta(days=366)},
    ],
    ids=["ended", "withdrawn", "future", "other-agency", "other-purpose", "abuser", "too-long"],
)
def test_a_consent_that_does_not_hold_lets_nothing_pass(changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        refer.by_consent({}, consent(**changes), SENDER, SHELTER, "shelter", NOW)


@pytest.mark.parametrize("kind", sorted(refer.ENFORCEMENT_KINDS))
def test_immigration_enforcement_needs_the_persons_own_consent_or_a_court(kind: str) -> None:
    border = Recipient(SHELTER.agency, kind)
    refer.by_consent({}, consent(), SENDER, border, "shelter", NOW)
    with pytest.raises(Refused):
        refer.by_consent({}, consent(given_by="guardian"), SENDER, border, "shelter", NOW)
    for duty in LegalDuty:
        allowed = bool(refer.duty_holds(duty, border))
        assert allowed is (duty == LegalDuty.COURT_ORDER)


def test_a_legal_duty_carries_only_what_the_emergency_needs() -> None:
    record = {ReferField.PLACE: "Sudbury", ReferField.SUMMARY: "private"}
    needed = frozenset({ReferField.PLACE})
    passage = refer.by_duty(record, needed, LegalDuty.LIFE_IN_DANGER, SENDER, SHELTER, NOW)
    assert dict(passage.payload) == {"place": "Sudbury"}
    assert passage.basis == "life_in_danger"


def test_a_passage_never_prints_its_payload() -> None:
    passage = refer.by_consent(
        {ReferField.SUMMARY: "canary"}, consent(), SENDER, SHELTER, "shelter", NOW
    )
    assert "canary" not in repr(passage)


@pytest.mark.parametrize("kind", ["Shelter", "Helpline", *sorted(refer.MAY_KEEP_ACCUSED)])
def test_who_is_accused_stays_with_the_police_or_court_that_holds_it(kind: str) -> None:
    def leaves(to: Recipient, basis: str) -> None:
        out = refer.Leaving("x", ("a",), to, basis, named=True, about_people=True, accused=True)
        refer.by_export(out, SENDER, NOW)

    if kind in refer.MAY_KEEP_ACCUSED:
        leaves(Recipient(SENDER, kind), refer.OWN_COPY)
    else:
        with pytest.raises(Refused, match="stays with the police or court"):
            leaves(Recipient(SENDER, kind), refer.OWN_COPY)
    with pytest.raises(Refused, match="stays with the police or court"):
        leaves(Recipient(SHELTER.agency, kind), LegalDuty.COURT_ORDER)
