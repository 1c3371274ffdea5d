"""A merge is a row beside two records: old ids lead on, and undoing it gives both back byte for byte (R-12)."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.models import (
    ConfirmationAnswer,
    FieldOffer,
    Merge,
    MovedLink,
    SearchRow,
    Service,
    Tombstone,
)
from dotline.directory.queries import duplicates, exports, offers
from dotline.directory.queries.merged import survivor
from dotline.directory.queries.rows import table
from dotline.directory.queries.snapshot import cards
from tests.rooms.directory.listings import LOADER, key, load, service
from tests.rooms.directory.test_publish import LISTING, SERVICE, take_in

NAMES = ("A house", "B house", "C house", "D house")
IDS = tuple(UUID(key(name)) for name in NAMES)
ORGS = tuple(UUID(key(name, "org")) for name in NAMES)


def four(**more: Any) -> None:
    load(*(service(name, at=(43.7, -79.4), **more) for name in NAMES))


def whole() -> bytes:
    """All that everybody can carry away."""
    out = BytesIO()
    exports.write(Reader.public(), "hsds-json", out)
    return out.getvalue()


def merge(survivor: int, loser: int, kind: str = "service") -> None:
    ids = IDS if kind == "service" else ORGS
    actions.merge(by=LOADER, kind=kind, survivor=ids[survivor], loser=ids[loser])


def unmerge(loser: int, kind: str = "service") -> None:
    ids = IDS if kind == "service" else ORGS
    actions.unmerge(by=LOADER, kind=kind, loser=ids[loser])


def test_a_merged_service_leads_on_everywhere(public_site: None, client: Client) -> None:
    four()
    merge(0, 1)
    answer = client.get(f"/services/{IDS[1]}")
    assert (answer.status_code, answer["Location"]) == (308, f"/services/{IDS[0]}")
    assert answer.json()["id"] == str(IDS[0])
    page = client.get(f"/en/directory/services/{IDS[1]}/")
    assert (page.status_code, page["Cache-Control"]) == (301, "no-store")
    assert page["Location"].endswith(f"/{IDS[0]}/")
    told = client.get("/services", {"modified_after": "2020-01-01T00:00:00Z"}).json()["contents"]
    (grave,) = [one for one in told if one["id"] == str(IDS[1])]
    assert grave["status"] == "defunct" and grave["x_dotline"]["merged_into"] == str(IDS[0])
    assert client.get("/services").json()["total_items"] == 3
    assert SearchRow.objects.count() == 3
    assert cards([IDS[1]])[IDS[1]]["id"] == str(IDS[0])
    assert str(IDS[1]).encode() not in whole()


def test_services_of_a_merged_organization_stand_under_the_other(
    public_site: None, client: Client
) -> None:
    four()
    merge(0, 1, "organization")
    found = client.get("/services", {"organization_id": str(ORGS[1])}).json()
    assert found["total_items"] == 2
    assert cards([IDS[1]])[IDS[1]]["organization"] == "A house society"
    assert client.get(f"/organizations/{ORGS[1]}").status_code == 308


def test_what_the_merged_record_says_is_offered_and_goes_back_with_it() -> None:
    load(service("A house"), service("B house", alert="Ring twice."))
    before = whole()
    merge(0, 1)
    found = [one for one in offers.conflicts(LOADER) if one.field == "alert"]
    assert [(one.offered, one.source_kind) for one in found] == [("Ring twice.", "merge")]
    actions.take(by=LOADER, offers=[found[0].id])
    assert Service.objects.get(id=IDS[0]).alert == "Ring twice."
    unmerge(1)
    assert whole() == before and offers.conflicts(LOADER) == []


def test_loads_go_on_and_change_nothing_that_was_not_changed() -> None:
    four()
    merge(0, 1, "organization")
    merge(0, 1)
    merged = whole()
    again = load(*(service(name, at=(43.7, -79.4)) for name in NAMES))
    assert (again.added, again.changed, again.removed) == (0, 0, 0) and whole() == merged
    four(alert="Now with a word.")
    assert survivor("service", IDS[1]) == IDS[0] and SearchRow.objects.count() == 3
    assert set(table("service").values_list("organization_id", flat=True)) == {ORGS[0], *ORGS[2:]}


def test_a_merged_record_comes_back_when_what_stood_for_it_is_gone() -> None:
    four()
    merge(0, 1)
    load(*(service(name, at=(43.7, -79.4)) for name in NAMES[1:]))
    assert survivor("service", IDS[1]) is None
    assert SearchRow.objects.filter(service_id=IDS[1]).exists()
    assert not Tombstone.objects.filter(id=IDS[1]).exists()


def test_what_cannot_be_merged_is_refused() -> None:
    four()
    merge(0, 1)
    for one, two, error in ((2, 1, Conflict), (1, 0, Conflict), (2, 2, Invalid)):
        with pytest.raises(error):
            merge(one, two)
    with pytest.raises(NotFound):
        unmerge(2)
    Service.objects.filter(id=IDS[2]).update(sealed=True)
    with pytest.raises(Conflict, match="sealed"):
        merge(3, 2)


STEPS = st.lists(
    st.tuples(st.sampled_from(("service", "organization")), st.integers(0, 3), st.integers(0, 3)),
    max_size=6,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_any_merges_undone_in_any_order_give_back_every_byte(
    db: None, steps: list[tuple[str, int, int]], order: Any
) -> None:
    four()
    before = whole()
    for kind, one, two in steps:
        try:
            merge(one, two, kind)
        except (Conflict, Invalid):
            continue
    done = list(Merge.objects.filter(undone_at=None).values_list("kind", "loser"))
    order.shuffle(done)
    for kind, loser in done:
        actions.unmerge(by=LOADER, kind=kind, loser=loser)
    assert whole() == before
    assert not MovedLink.objects.exists() and not Tombstone.objects.exists()
    assert SearchRow.objects.count() == 4


def test_a_chain_leads_to_its_end_and_comes_apart_in_the_middle() -> None:
    four()
    merge(1, 2, "organization")
    merge(0, 1, "organization")
    assert survivor("organization", ORGS[2]) == ORGS[0]
    assert table("service").get(id=IDS[2]).organization_id == ORGS[0]
    unmerge(1, "organization")
    assert table("service").get(id=IDS[2]).organization_id == ORGS[1]
    assert table("service").get(id=IDS[1]).organization_id == ORGS[1]


def twice() -> list[duplicates.ReviewPair]:
    said: dict[str, Any] = {
        "phones": [{"number": "204 555 0134"}],
        "email": "help@example.org",
        "description": "Beds and meals for all who need.",
    }
    load(
        service("Harbour refuge", **said, organization={"id": key("o"), "name": "Harbour"}),
        service("Elsewhere help"),
        source="north",
    )
    other = service("Refuge Harbour", **said, organization={"id": key("p"), "name": "Harbour Inc."})
    load(other, source="south")
    actions.look(by=LOADER)
    return services()


def services() -> list[duplicates.ReviewPair]:
    """The pairs of services that wait; their organizations may be one too."""
    return [one for one in duplicates.queue(LOADER) if one.kind == "service"]


def test_a_pair_that_was_judged_is_never_asked_again_until_somebody_takes_it_back() -> None:
    (found,) = twice()
    actions.judge(by=LOADER, pair=found.id, same=False)
    actions.look(by=LOADER, merge_sure=True)
    assert services() == [] and not Merge.objects.exists()
    actions.reopen(by=LOADER, pair=found.id)
    actions.judge(by=LOADER, pair=found.id, same=True)
    assert SearchRow.objects.count() == 2
    actions.reopen(by=LOADER, pair=found.id)
    assert SearchRow.objects.count() == 3 and len(services()) == 1


def test_what_is_sure_is_merged_at_once_and_can_be_undone() -> None:
    (found,) = twice()
    assert found.points >= 80 and sum(line.points for line in found.lines) == found.points
    actions.look(by=LOADER, merge_sure=True)
    row = Merge.objects.get()
    actions.unmerge(by=LOADER, kind="service", loser=row.loser)
    assert SearchRow.objects.count() == 3


@pytest.mark.parametrize("kind", ["service", "organization"])
def test_what_an_agency_published_is_merged_away_by_nobody_else(kind: str) -> None:
    four()
    take_in(replace(LISTING, sealed=False))
    mine = Service.objects.get(id=SERVICE)
    stays, goes = (IDS[0], SERVICE) if kind == "service" else (ORGS[0], mine.organization_id)
    assert goes is not None
    other = replace(LOADER, agency=UUID(int=6))
    for stranger in (LOADER, other):
        with pytest.raises(Refused, match="give way"):
            actions.merge(by=stranger, kind=kind, survivor=stays, loser=goes)
    actions.merge(by=other, kind=kind, survivor=goes, loser=stays)
    assert survivor(kind, stays) == goes


def test_its_own_agency_may_merge_what_it_published() -> None:
    four()
    take_in(replace(LISTING, sealed=False))
    owner = replace(LOADER, agency=LISTING.agency)
    actions.merge(by=owner, kind="service", survivor=IDS[0], loser=SERVICE)
    assert survivor("service", SERVICE) == IDS[0]


def test_an_organization_that_runs_a_sealed_service_is_not_merged() -> None:
    four()
    Service.objects.filter(id=IDS[2]).update(sealed=True)
    for one, two in ((3, 2), (2, 3)):
        with pytest.raises(Conflict, match="sealed"):
            merge(one, two, "organization")


def test_a_listing_that_is_sealed_later_leaves_nothing_of_what_others_said_of_it() -> None:
    four()
    load(service("E house", description="12 Kelpfield Street"), source="south")
    take_in(replace(LISTING, sealed=False))
    told = UUID(key("E house"))
    actions.merge(by=LOADER, kind="service", survivor=SERVICE, loser=told)
    row = FieldOffer.objects.filter(listing_id=SERVICE, field="description").get()
    assert "Kelpfield" in row.value
    now = clock.now()
    ConfirmationAnswer(
        id=UUID(int=9), agency_id=UUID(int=6), service_id=SERVICE, kind="correct", state="done",
        told='{"address": "12 Kelpfield Street"}', posted_on=now.date(), arrived_at=now,
    ).save()  # fmt: skip
    take_in(LISTING)
    assert Service.objects.get(id=SERVICE).sealed
    assert survivor("service", told) is None and SearchRow.objects.filter(service_id=told).exists()
    assert not FieldOffer.objects.filter(value__contains="Kelpfield").exists()
    assert ConfirmationAnswer.objects.get().told == "{}"


def test_a_merged_record_is_found_by_its_old_name(public_site: None, client: Client) -> None:
    load(service("Harbour refuge"), service("Kelpfield lodge"), service("Elsewhere help"))
    one, two = UUID(key("Harbour refuge")), UUID(key("Kelpfield lodge"))
    runs = (UUID(key("Harbour refuge", "org")), UUID(key("Kelpfield lodge", "org")))
    actions.merge(by=LOADER, kind="service", survivor=one, loser=two)
    actions.merge(by=LOADER, kind="organization", survivor=runs[0], loser=runs[1])
    found = client.get("/services", {"search": "Kelpfield"}).json()
    assert [row["id"] for row in found["contents"]] == [str(one)]
    found = client.get("/organizations", {"search": "Kelpfield lodge soc"}).json()
    assert [row["id"] for row in found["contents"]] == [str(runs[0])]
    actions.unmerge(by=LOADER, kind="service", loser=two)
    actions.unmerge(by=LOADER, kind="organization", loser=runs[1])
    found = client.get("/services", {"search": "Kelpfield"}).json()
    assert [row["id"] for row in found["contents"]] == [str(two)]


def test_an_agency_reads_at_its_own_desk_what_others_offer_for_its_listing() -> None:
    take_in(replace(LISTING, sealed=False))
    load(service("A", alert="Ring twice.") | {"id": str(SERVICE)}, source="south")
    owner = replace(LOADER, agency=LISTING.agency)
    assert "alert" in {one.field for one in offers.for_agency(owner, SERVICE)}
    assert offers.for_agency(replace(LOADER, agency=UUID(int=6)), SERVICE) == []
    assert offers.for_agency(Reader.public(), SERVICE) == []
