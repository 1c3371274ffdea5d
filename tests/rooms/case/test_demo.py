"""The demo country's referrals and cases: exact totals, the same for the same seed, and fiction throughout."""

from collections import Counter

import pytest

from dotline.access import demo as country
from dotline.access import queries as access
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.progress import SilentProgress
from dotline.base.reader import Period, Reader
from dotline.case import demo as case
from dotline.case import queries
from dotline.case.demo import accused
from dotline.case.models import CaseFile, Identifier
from dotline.case.queries import deadlines, doubles
from dotline.case.queries.cases import identifier_text
from dotline.directory.models import Service
from dotline.gates import clean_room, outbox
from dotline.intake import demo as intake
from dotline.referral import demo as referral
from dotline.referral import queries as referrals
from dotline.referral.models import Referral
from dotline.site import home as site

pytestmark = pytest.mark.slow
SEED = 7


@pytest.fixture
def filled(db: None, home: object, settings: object) -> None:
    settings.DOTLINE_DEMO = True  # type: ignore[attr-defined]  # pytest-django's settings
    site.first_accounts()
    with behind(Reader.system("demo")):
        for room in (country, intake, referral, case, referral, case):
            room.fill(seed=SEED, progress=SilentProgress())  # type: ignore[attr-defined]
        outbox.deliver(Store.INSIDE)


def every_listing_passed_the_gate_and_says_that_it_is_fiction() -> None:
    names = list(Service.objects.using(Store.OPEN).values_list("name", "description", "name_fr"))
    assert len(names) == len(referral.listings())
    for name, description, french in names:
        assert "FICTIONAL" in name
        assert description.startswith("FICTIONAL")
        assert "FICTIF" in french


def assert_accused_stay_with_police_and_prosecution() -> None:
    """The only other names of the country: invented, in the agency that may hold them, seen by no other."""
    holders = {country.agency_id(one) for one in (accused.POLICE, accused.PROSECUTION)}
    shelter = country.agency_id("shelter-on")
    names = Identifier.objects.using(Store.INSIDE).exclude(agency_id=shelter)
    assert {one.agency_id for one in names} == holders
    for one in names:
        assert "FICTI" in identifier_text(one)
    files = CaseFile.objects.using(Store.INSIDE).filter(agency_id__in=holders)
    assert {one.kind for one in files} == {"investigation", "prosecution"}


def assert_each_file_owes_what_the_worklist_says() -> None:
    """One file is asked by what it holds, all files by what there is: both say the same of every kind."""
    kinds = set()
    for name in ("ben", "kai", "noa"):
        reader = access.reader_by_name(name)
        with behind(reader):
            every = deadlines.deadlines(reader)
            for one in CaseFile.objects.using(Store.INSIDE).filter(agency_id=reader.own):
                own = deadlines.deadlines(reader, case_id=one.id)
                assert Counter(own) == Counter(row for row in every if row.case_id == one.id)
        kinds |= {row.kind for row in every}
    assert len(kinds) > 7, kinds


def test_the_country_holds_exactly_what_was_published_and_says_that_it_is_fiction(
    filled: None,
) -> None:
    every_listing_passed_the_gate_and_says_that_it_is_fiction()
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        period = Period("all", country.QUARTERS)
        cases = [one for one in queries.counting_rows(release, period) if one.measure == "cases"]
        sent = list(referrals.counting_rows(release, Period("all", country.QUARTERS)))
        texts = list(
            Referral.objects.using(Store.INSIDE).values_list("service_name_en", "service_name_fr")
        )
        shelter = Reader.system("demo", country.agency_id("shelter-on"))
        [pair] = doubles.waiting(shelter)
        told = [text for one in doubles.sides(shelter, pair) for _kind, text in one.told]
        names = Identifier.objects.using(Store.INSIDE)
        assert names.filter(agency_id=shelter.own).count() == len(told)
        assert sum("FICTIONAL" in one for one in told) == 2
        assert_accused_stay_with_police_and_prosecution()
        assert CaseFile.objects.using(Store.INSIDE).filter(demo=False).count() == 0
        as_of_now = Referral.objects.filter(imported=False)
        states = Counter((row.to_agency_id, row.status) for row in as_of_now)
    assert_each_file_owes_what_the_worklist_says()
    sexual = sum(row.dims["form"] == "sex" for row in cases)
    assert len(cases) == country.CASES
    assert sexual == round(country.CASES * country.SEX_TRAFFICKING_SHARE)
    counted = [row for row in sent if row.measure == "referrals_sent"]
    assert len(counted) == country.REFERRALS
    timely = [row for row in sent if row.measure == "referrals_acknowledged"]
    assert 0.8 < len(timely) / len(counted) < 0.95
    assert {row.dims["wait"] for row in sent if row.measure == "calls_accepted"} >= {"to_1h"}
    assert {row.dims["language"] for row in counted} == {"shared", "rest"}
    assert 0.4 < sum(row.dims["loop"] == "closed" for row in counted) / len(counted) < 0.9
    assert {row.dims["province"] for row in counted} >= {"ON", "QC", "BC", "NU"}
    assert all("FICTIONAL" in en and "FICTIF" in fr for en, fr in texts)
    ontario, quebec = country.agency_id("shelter-on"), country.agency_id("shelter-qc")
    # Ben has begun with one of his three, so that follow-ups and messages have something to show.
    assert states == {
        (ontario, "requested"): 2,
        (ontario, "in_progress"): 1,
        (quebec, "requested"): 3,
    }
