"""The first page shows each role what needs a hand, and nothing of other agencies."""

import pytest
from django.test import RequestFactory

from dotline.access.unit import behind
from dotline.base.ids import new_id
from dotline.intake import actions as intake
from dotline.ui import panels
from tests.rooms.conftest import Cast


@pytest.mark.parametrize(
    ("who", "shown"), [("alice", "<strong>1</strong>"), ("charlie", "<strong>0</strong>")]
)
def test_open_calls_are_counted_for_the_own_agency_alone(cast: Cast, who: str, shown: str) -> None:
    intake.open_contact(by=cast.alice, channel="phone", key=new_id())
    reader = cast[who]
    assert reader.worker is not None
    with behind(reader):
        page = panels.render("desk.home", reader, reader.worker, RequestFactory().get("/"))
    assert shown in page


def test_who_reads_no_calls_sees_no_panel_of_them(cast: Cast) -> None:
    assert cast.rita.worker is not None
    assert panels.render("desk.home", cast.rita, cast.rita.worker, RequestFactory().get("/")) == ""
