"""A body's own list and counts: on the list by her consent alone, off it at once; whole years, nothing small."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, Refused
from dotline.base.reader import Period, Reader
from dotline.case import actions, queries
from dotline.case.actions import NewDecision, NewDetermination, Opening
from dotline.case.actions.own_lists import MEASURES
from dotline.case.jobs import disposal
from dotline.case.models import CaseFile, DisclosureRecord, NationCount, NationListing
from dotline.case.queries import nations
from dotline.case.rules import ConsentSaid
from dotline.case.rules.histories import ACTUAL
from dotline.gates import clean_room, outbox, refer
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.case.test_disposal import propose
from tests.rooms.case.test_nations import body
from tests.rooms.conftest import Cast

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
NAME = "Kelp Canary (FICTIONAL)"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def opened(cast: Cast) -> CaseFile:
    return actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))


def agree(cast: Cast, case: CaseFile, to: UUID, *what: str, days: int = 30) -> UUID:
    """She agrees to stand on a body's list."""
    new = NewDecision(
        "nation_list", ConsentSaid.GIVEN, TODAY, recipient=to, what=what, expires=TODAY + days * DAY
    )
    person = first(cast.charlie, case)
    row = actions.record_consent(by=cast.charlie, involvement_id=person.id, new=new)
    return row.id


def names(steward: Reader) -> list[str]:
    outbox.deliver(Store.INSIDE)
    with behind(steward):
        return [nations.listing_words(row).get("name", "") for row in nations.listings(steward)]


def test_she_stands_on_the_list_while_her_consent_holds_and_no_longer(cast: Cast) -> None:
    lantern, joy = body("lantern")
    _birch, other = body("birch")
    case = opened(cast)
    person = first(cast.charlie, case)
    actions.add_identifier(by=cast.charlie, involvement_id=person.id, kind="name", value=NAME)
    with pytest.raises(Invalid, match="goes to a First Nation"):
        agree(cast, case, cast.hotline.id, "identity")
    shown = agree(cast, case, lantern.id, "identity")
    assert names(joy) == [NAME]
    assert names(other) == []
    with behind(Reader.system("test")):
        row = NationListing.objects.using(Store.INSIDE).get()
        assert NAME.encode() not in bytes(row.sealed)
        left = DisclosureRecord.objects.using(Store.INSIDE).get()
        assert (left.to_agency_id, left.basis, left.parts) == (lantern.id, "consent", "identity")
    actions.withdraw_consent(by=cast.charlie, decision_id=shown)
    assert names(joy) == []
    with behind(Reader.system("test")):
        assert not NationListing.objects.using(Store.INSIDE).exists()


def ends_sent(basis: str) -> int:
    """How many lines of the ledger tell of a passage that ends a line of a list."""
    with behind(Reader.system("test")):
        lines = Event.objects.using(Store.INSIDE).filter(action="gates.refer", outcome="passage")
        return sum(basis in str(line.detail) for line in lines)


def test_a_file_that_goes_ends_each_line_that_stands_on_it_once(cast: Cast, dana: Reader) -> None:
    lantern, joy = body("lantern")
    birch, other = body("birch")
    case = opened(cast)
    agree(cast, case, lantern.id, "identity", days=364)  # cited by the log, which outlives the file
    back = agree(cast, case, birch.id, "facts", days=364)
    stays = opened(cast)
    kept = agree(cast, stays, lantern.id, "facts", days=364)
    actions.withdraw_consent(by=cast.charlie, decision_id=back)
    assert (names(joy), names(other)) == (["", ""], [])
    assert (ends_sent(refer.TAKEN_BACK), ends_sent(refer.FILE_GONE)) == (1, 0)
    actions.close_case(by=cast.charlie, case_id=case.id, because="Closed")
    with clock.frozen(NOW + 2 * DAY):
        batch = propose(cast.charlie, case.id, asked=True)
        actions.approve_disposal(by=dana, batch_id=batch.id)
        for _twice in range(2):
            assert disposal.run(batch.id).disposed == 1
            assert names(joy) == [""]
            assert (ends_sent(refer.TAKEN_BACK), ends_sent(refer.FILE_GONE)) == (1, 1)
    with behind(Reader.system("test")):
        left = NationListing.objects.using(Store.INSIDE).get(ended_on=None)
        assert left.consent_id == kept


def test_a_line_without_a_name_and_one_that_has_ended(cast: Cast) -> None:
    lantern, joy = body("lantern")
    agree(cast, opened(cast), lantern.id, "facts", days=3)
    assert names(joy) == [""]
    with clock.frozen(NOW + 5 * DAY):
        assert names(joy) == []
        assert actions.forget_listings(by=Reader.system("disposal")) == 1
        with pytest.raises(Refused):
            actions.forget_listings(by=joy)


def test_an_end_that_overtakes_its_line_keeps_it_from_coming(cast: Cast) -> None:
    lantern, joy = body("lantern")
    entry = {"consent": str(UUID(int=7)), "listed_on": str(TODAY), "ends_on": str(TODAY + DAY)}
    to = refer.Recipient(lantern.id, lantern.kind)
    courier = Reader.system(outbox.COURIER)
    for ended in (refer.TAKEN_BACK, ""):
        passage = refer.by_nation_list(
            {**entry, "name": NAME}, cast.shelter.id, to, NOW, ended=ended
        )
        assert ("name" in passage.payload) is not bool(ended)
        actions.take_listing(by=courier, passage=passage)
    assert names(joy) == []
    with pytest.raises(Refused, match="goes to a First Nation"):
        refer.by_nation_list(entry, lantern.id, refer.Recipient(cast.shelter.id, "Shelter"), NOW)


def identified(cast: Cast, nation: UUID | None) -> None:
    """A case of last year of somebody identified as a victim, who may belong to a body."""
    case = opened(cast)
    person = first(cast.charlie, case)
    decided = NewDetermination(ACTUAL, "decision", "Court (FICTIONAL)", "CourtOrProsecution", TODAY)
    actions.add_determination(by=cast.charlie, involvement_id=person.id, decision=decided)
    if nation is not None:
        actions.say_nation(by=cast.charlie, involvement_id=person.id, nation=nation)


def test_a_body_counts_whole_years_of_its_own_once_and_sees_nothing_small(
    cast: Cast, desk: Desk
) -> None:
    lantern, joy = body("lantern")
    birch, other = body("birch")
    for _ in range(5):
        identified(cast, lantern.id)
    identified(cast, birch.id)
    identified(cast, None)
    with pytest.raises(Invalid, match="whole years"):
        actions.count_own_people(by=joy, year=2026)
    with pytest.raises(Refused):
        actions.count_own_people(by=cast.charlie, year=2025)
    with clock.frozen(datetime(2027, 2, 1, 17, tzinfo=UTC)):
        counted = {row.measure: row.value for row in actions.count_own_people(by=joy, year=2026)}
        assert counted["cases"] == counted["victims_identified"] == 5
        assert set(counted) == set(MEASURES)
        assert counted["permits_issued"] is counted["screens_finished"] is None
        few = actions.count_own_people(by=other, year=2026)
        assert {row.value for row in few} == {None}
        again = actions.count_own_people(by=joy, year=2026)
        assert {row.counted_at for row in again} == {row.counted_at for row in again[:1]}
        with behind(joy), pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
            NationCount.objects.using(Store.INSIDE).filter(value=None).update(value=1)
        steward = desk("steward-lantern")
        page = steward.get("/en/case/nation/", **HTML).content.decode()
        assert "fewer than 5" in page
        sent = steward.post("/en/case/nation/file/", {}, **HTML)
        assert sent.json()["nation"] == "lantern"
        assert {"year": 2026, "measure": "cases", "value": 5} in sent.json()["counts"]
        assert desk("charlie").post("/en/case/nation/file/", {}, **HTML).status_code == 403


def test_a_person_identified_twice_is_one_on_the_first_day(cast: Cast) -> None:
    case = opened(cast)
    person = first(cast.charlie, case)
    for days, court in ((9, "First (FICTIONAL)"), (2, "Second (FICTIONAL)")):
        new = NewDetermination(ACTUAL, "decision", court, "CourtOrProsecution", TODAY - days * DAY)
        actions.add_determination(by=cast.charlie, involvement_id=person.id, decision=new)
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        rows = list(queries.counting_rows(release, Period("2026-Q4", ("2026-Q4",))))
    units = [row.unit for row in rows if row.measure == "victims_identified"]
    assert units == [str(person.person_id)]
