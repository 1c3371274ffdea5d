"""The demo country's calls: the published totals, the same for the same seed, fictional throughout."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dotline.access import demo as country
from dotline.access import queries as people
from dotline.access import totp
from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.roles import Role
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.progress import SilentProgress
from dotline.base.reader import Period, Reader
from dotline.intake import demo, queries
from dotline.intake.models import Contact, Draft
from dotline.intake.rules import NeedOutcome
from dotline.reference.needs import COMMONEST
from tests.rooms.intake.reading import EVERYTHING, read


def test_the_history_follows_the_published_totals() -> None:
    rows = demo.history(7)
    assert len(rows) == len({row.id for row in rows}) == 12_706
    needs = Counter(code for row in rows for code, _outcome, _reason in row.needs)
    assert tuple(code for code, _count in needs.most_common(3)) == COMMONEST
    assert {row.facts.province for row in rows} > {"NU", "YT", "NT", "PE"}
    ends = Counter(row.disposition for row in rows)
    assert {"hang_up", "wrong_number", "silent", "tip", "information", "unmet"} < set(ends)
    assert all(bool(reason) == (outcome == NeedOutcome.UNMET) for row in rows
               for _code, outcome, reason in row.needs)  # fmt: skip


def test_the_same_seed_makes_the_same_calls_and_another_seed_others() -> None:
    one = demo.history(7)
    demo.history.cache_clear()
    assert demo.history(7) == one
    assert not {row.id for row in one} & {row.id for row in demo.history(8)}


def test_the_calls_that_became_cases_are_1500_and_69_per_cent_sexual_exploitation() -> None:
    cases = demo.case_contacts(7)
    calls = {row.id: row for row in demo.history(7)}
    assert len({case.id for case in cases}) == 1_500
    assert sum(case.form == "SexualExploitation" for case in cases) == 1_035
    for case in cases:
        assert calls[case.id].facts.record_type == "disclosure"
        assert case.province == calls[case.id].facts.province != ""
        assert case.quarter in country.QUARTERS


SMALL = 400


@pytest.fixture
def land(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A smaller demo country: the full one is filled by `dotline demo --check`."""
    monkeypatch.setattr(country, "CALLS", SMALL)
    demo.history.cache_clear()
    system = Reader.system("test")
    local = country.agency_id("local")
    with behind(system):
        add_agency(
            by=system,
            agency=NewAgency(
                "local", "Line", "Ligne", "Helpline", "ON", is_local=True, demo=True, id=local
            ),
        )
        operator = NewWorker(
            "operator", "O", local, (Role.OPERATOR,), "four plain words here", totp.new_secret()
        )
        add_worker(by=system, worker=operator)
    country.fill(seed=7, progress=SilentProgress())
    demo.fill(seed=7, progress=SilentProgress())
    yield
    demo.history.cache_clear()


def test_filling_again_adds_nothing_and_ada_has_open_calls(land: None) -> None:
    again = demo.fill(seed=7, progress=SilentProgress())
    assert (again["calls"], again["new calls"]) == (SMALL, 0)
    ada = people.reader_by_name("ada")
    assert 3 <= len(read.open_contacts(ada)) == again["open calls"] <= 5
    with behind(EVERYTHING):
        assert Contact.objects.using(Store.INSIDE).count() == SMALL + again["open calls"]
        assert Draft.objects.using(Store.INSIDE).count() == 0
    imports = Event.objects.using(Store.INSIDE).filter(action="intake.import_history")
    assert imports
    assert all("digest" in event.detail for event in imports)


def test_every_text_of_a_demo_call_says_that_it_is_fictional(land: None) -> None:
    ada = people.reader_by_name("ada")
    rows = read.open_contacts(ada) + read.closed_contacts(ada, 60)
    texts = [
        text
        for row in rows
        for facts in [read.facts_of(ada, row)]
        for text in (facts.alias, facts.summary, facts.safety, facts.plan.reach)
        if text
    ]
    assert texts
    assert all("FICTI" in text for text in texts)


def test_the_calls_of_each_quarter_are_counted_in_it(land: None) -> None:
    release = Reader.system("release")
    with behind(release):
        rows = list(queries.counting_rows(release, Period("all", country.QUARTERS)))
    calls = Counter(row.dims["quarter"] for row in rows if row.measure == "calls")
    assert sum(calls.values()) == SMALL
    assert set(calls) == set(country.QUARTERS)
