"""A case is read in an emergency by somebody of its agency who opens none otherwise."""

from datetime import timedelta

import pytest

from dotline.access.glass import actions as glass
from dotline.access.roles import Role
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, NotFound
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.actions import Opening
from dotline.case.jobs import disposal
from dotline.case.models import CaseFile
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.case.test_disposal import propose
from tests.rooms.conftest import Cast
from tests.rooms.glass import broken, worker


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    opening = Opening(basis="documents")
    return actions.open_case(by=cast.charlie, opening=opening)


def test_whoever_opens_no_case_reads_one_with_its_plan_to_be_safe_and_no_name(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    victim = first(cast.charlie, case)
    answers = [("warning_signs", "canary-knock")]
    actions.write_safety_plan(by=cast.charlie, involvement_id=victim.id, answers=answers, after=0)
    name = "Canary Wren"
    actions.add_identifier(by=cast.charlie, involvement_id=victim.id, kind="name", value=name)
    nora = worker(cast, "nora", cast.shelter.id, Role.COUNSELLOR)
    assert desk("nora").get(f"/en/case/{case.id}/", **HTML).status_code == 404
    assert "A case" in desk("nora").get("/en/access/break-glass/", **HTML).content.decode()
    row = broken(nora, case.id, "case")
    shown = desk("nora").post(f"/en/access/break-glass/{row.id}/record/", **HTML).content.decode()
    assert "canary-knock" in shown
    assert "Safety plan" in shown
    assert name not in shown
    lines = (
        Event.objects.using(Store.INSIDE)
        .filter(actor=nora.worker)
        .values_list("action", "object_id")
    )
    assert {("access.break_glass", case.id), ("case.open", case.id)} <= set(lines)
    glass.end(by=nora, glass_id=row.id)
    assert desk("nora").get(f"/en/case/{case.id}/", **HTML).status_code == 404


def test_a_case_is_broken_open_by_nobody_of_another_agency_nor_by_who_reads_it_anyway(
    cast: Cast, case: CaseFile
) -> None:
    with pytest.raises(NotFound):
        broken(cast.bob, case.id, "case")
    with pytest.raises(Conflict, match="without breaking"):
        broken(cast.charlie, case.id, "case")


def test_a_right_to_read_ends_with_the_case_that_is_disposed_of(
    cast: Cast, case: CaseFile, dana: Reader
) -> None:
    nora = worker(cast, "nora", cast.shelter.id, Role.COUNSELLOR)
    actions.close_case(by=cast.charlie, case_id=case.id, because="Closed")
    with clock.frozen(clock.now() + timedelta(days=2)):
        row = broken(nora, case.id, "case")
        batch = propose(cast.charlie, case.id, asked=True)
        actions.approve_disposal(by=dana, batch_id=batch.id)
        with behind(nora):
            row.refresh_from_db(using=Store.INSIDE)
        assert row.ends_at > clock.now()
        assert disposal.run(batch.id).disposed == 1
        with behind(nora):
            row.refresh_from_db(using=Store.INSIDE)
        assert row.ends_at == clock.now()
