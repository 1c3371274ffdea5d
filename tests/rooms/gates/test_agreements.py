"""The register of agreements: written once, ended, vetoed; a key serves one purpose; nothing passes without it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from dotline.access.unit import action, allow, behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.gates import agreements
from dotline.gates.agreement import SEX_OFFENDER_REGISTRY
from dotline.gates.agreements import NewAgreement
from dotline.gates.models import AgreementKey, SharingAgreement
from tests.browsing import HTML, Desk
from tests.rooms.case.test_nations import body
from tests.rooms.conftest import Cast

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def new(cast: Cast) -> NewAgreement:
    """An agreement of the line with the shelter."""
    return NewAgreement(
        reference="MOU-2026-01",
        purpose="victims",
        epochs=("1",),
        basis="consent",
        sources=("calls",),
        parties=(cast.shelter.id,),
        pia_on=TODAY - DAY,
        pia_reference="PIA-7",
        pia_by="FICTIONAL privacy office",
        first=TODAY,
        last=TODAY + DAY,
    )


def check(by: Reader, **more: str) -> None:
    asked = {
        "reference": "MOU-2026-01",
        "purpose": "victims",
        "epoch": "1",
        "basis": "consent",
        "source": "calls",
    }
    with behind(by):
        agreements.check(by, **{**asked, **more})


def test_an_agreement_is_written_once_and_carries_what_it_says(
    cast: Cast, new: NewAgreement
) -> None:
    with pytest.raises(Refused, match="not in the register"):
        check(cast.alice)
    key = new_id()
    row = agreements.make_agreement(by=cast.alice, new=new, key=key)
    assert agreements.make_agreement(by=cast.alice, new=new, key=key).id == row.id
    with pytest.raises(SentAlready):
        agreements.make_agreement(by=cast.alice, new=replace(new, purpose="victims-2"), key=key)
    with pytest.raises(Conflict, match="reference already"):
        agreements.make_agreement(by=cast.charlie, new=replace(new, parties=(cast.hotline.id,)))
    for party in (cast.alice, cast.charlie):
        check(party)
    with pytest.raises(Refused, match="no party"):
        check(cast.rita)
    with pytest.raises(Refused, match="another purpose"):
        check(cast.alice, purpose="statistics")
    with clock.frozen(NOW + 2 * DAY), pytest.raises(Refused, match="expired"):
        check(cast.alice)
    with pytest.raises(NotFound):
        agreements.end_agreement(by=cast.charlie, agreement_id=row.id)
    agreements.end_agreement(by=cast.alice, agreement_id=row.id)
    with pytest.raises(Refused, match="was ended"):
        check(cast.charlie)


def test_what_an_agreement_lacks_is_refused_by_form_and_database(
    cast: Cast, new: NewAgreement
) -> None:
    for change, error in (
        ({"sources": ("calls", SEX_OFFENDER_REGISTRY)}, Refused),
        ({"sources": ("nowhere",)}, Invalid),
        ({"parties": (cast.hotline.id,)}, Invalid),
        ({"parties": (new_id(),)}, NotFound),
        ({"stewards": (cast.shelter.id,)}, NotFound),
        ({"basis": "pa_8_2_e"}, Invalid),
        ({"basis": "because"}, Invalid),
        ({"pia_by": " "}, Invalid),
        ({"pia_on": TODAY + DAY}, Invalid),
        ({"last": TODAY - DAY}, Invalid),
        ({"reference": "?"}, Invalid),
        ({"purpose": "not a word"}, Invalid),
        ({"epochs": ()}, Invalid),
    ):
        with pytest.raises((Invalid, NotFound, Refused)) as refused:
            agreements.make_agreement(by=cast.alice, new=replace(new, **change))  # type: ignore[arg-type]  # rows of a table
        assert refused.type is error, change
    with pytest.raises(Refused):
        agreements.make_agreement(by=cast.bob, new=new)
    row = agreements.make_agreement(by=cast.alice, new=new)
    with behind(cast.alice):
        rows = SharingAgreement.objects.using(Store.INSIDE).filter(pk=row.id)
        for bad in (
            {"sources": f"calls {SEX_OFFENDER_REGISTRY}"},
            {"pia_reference": ""},
            {"pia_on": TODAY + DAY},
            {"last_on": TODAY - DAY},
            {"ended_on": TODAY - DAY},
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                rows.update(**bad)


def test_a_stewards_veto_closes_an_agreement_at_once(cast: Cast, new: NewAgreement) -> None:
    lantern, joy = body("lantern")
    _birch, other = body("birch")
    row = agreements.make_agreement(by=cast.alice, new=replace(new, stewards=(lantern.id,)))
    with pytest.raises(Refused, match="has not agreed"):
        check(cast.alice)
    with pytest.raises(NotFound):
        agreements.answer_agreement(by=other, agreement_id=row.id, agrees=True)
    with pytest.raises(Refused):
        agreements.answer_agreement(by=cast.alice, agreement_id=row.id, agrees=True)
    agreements.answer_agreement(by=joy, agreement_id=row.id, agrees=True)
    check(cast.charlie)
    agreements.answer_agreement(by=joy, agreement_id=row.id, agrees=False)
    with pytest.raises(Refused, match="vetoed"):
        check(cast.charlie)


@action("gates.use_for_test")
def use(*, by: Reader, reference: str, purpose: str, mark: str) -> None:
    allow(ALLOWED)
    agreements.use(by, reference, purpose, mark)


def test_victims_and_suspects_never_share_a_key(cast: Cast, new: NewAgreement) -> None:
    agreements.make_agreement(by=cast.alice, new=new)
    suspects = replace(new, reference="MOU-2026-02", purpose="suspects", basis="pa_8_2_e")
    agreements.make_agreement(by=cast.alice, new=suspects)
    use(by=cast.alice, reference="MOU-2026-01", purpose="victims", mark="a" * 64)
    use(by=cast.charlie, reference="MOU-2026-01", purpose="victims", mark="a" * 64)
    with pytest.raises(Refused, match="another purpose already"):
        use(by=cast.charlie, reference="MOU-2026-02", purpose="suspects", mark="a" * 64)
    use(by=cast.alice, reference="MOU-2026-02", purpose="suspects", mark="b" * 64)
    with behind(cast.alice):
        assert AgreementKey.objects.using(Store.INSIDE).count() == 2


def test_the_register_is_a_page_for_those_it_concerns(
    cast: Cast, new: NewAgreement, desk: Desk
) -> None:
    lantern, _joy = body("lantern")
    alice, steward = desk("alice"), desk("steward-lantern")
    said = {
        "reference": "MOU-2026-03", "purpose": "victims", "epochs": "1 2", "basis": "consent",
        "sources": ["calls"], "parties": [cast.shelter.id], "stewards": [lantern.id], "pia_reference": "PIA-8",
        "pia_by": "FICTIONAL office", "pia_on": TODAY, "first": TODAY, "last": TODAY + DAY, "key": new_id(),
    }  # fmt: skip
    form = {f"new-{name}": value for name, value in said.items()}
    assert alice.post("/en/case/agreements/new/", form, **HTML).status_code == 302
    taken = alice.post("/en/case/agreements/new/", {**form, "new-key": new_id()}, **HTML)
    assert taken.status_code == 400
    assert "PIA-8" in taken.content.decode()
    with behind(cast.alice):
        row = agreements.agreement(cast.alice, "MOU-2026-03")
    assert "MOU-2026-03" in steward.get("/en/case/agreements/", **HTML).content.decode()
    send = {"agree-which": row.id}
    assert steward.post("/en/case/agreements/agree/", send, **HTML).status_code == 302
    check(cast.charlie, reference="MOU-2026-03")
    assert (
        steward.post("/en/case/agreements/veto/", {"veto-which": row.id}, **HTML).status_code == 302
    )
    assert "Vetoed" in alice.get("/en/case/agreements/", **HTML).content.decode()
    assert alice.post("/en/case/agreements/end/", {"end-which": row.id}, **HTML).status_code == 302
    assert desk("bob").get("/en/case/agreements/", **HTML).status_code == 403
