"""Noninterference and the attack: nothing that anybody sees depends on where a sealed place is (R-20, R-21)."""

import re
from datetime import timedelta
from random import Random
from statistics import mean
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.ids import drawn_from
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.gates.publish import Listing
from dotline.reference import places
from dotline.referral.actions import NewCount, count_beds
from dotline.referral.rules import BedUnit
from tests.conftest import NIGHT
from tests.sealed import worlds
from tests.sealed.attack import Attack, error

SEQUENCES = 1000 if NIGHT else 30
MOST = 1000
# Random names of rows and editions, which say nothing; the times of writing are frozen.
RANDOM = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")
LEDGER = ("audit_", "django_", "sqlite_", "spatial_ref_sys")


@pytest.fixture(autouse=True)
def _home(home: object) -> None:
    """Keys of the test's own."""


def asked(seed: str, number: int) -> list[list[dict[str, Any]]]:
    random, made = Random(seed), worlds.world(1)
    return [worlds.sequence(random, made) for _ in range(number)]


def test_moving_the_sealed_sites_changes_no_byte_of_any_answer() -> None:
    sequences = asked("sequences", SEQUENCES)
    one, first = worlds.told(1, sequences)
    two, second = worlds.told(2, sequences)
    assert one == two
    assert first == second
    assert first["lines"].count(b"House") == len(worlds.world(1).listings)


def test_the_comparison_notices_an_open_site_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    sequences = asked("sequences", 12)
    before = worlds.told(1, sequences)
    monkeypatch.setattr(worlds, "REGIONS", tuple(reversed(worlds.REGIONS)))  # moves the open ones
    assert worlds.told(1, sequences) != before


def stored(store: Store) -> list[tuple[str, str]]:
    """Every cell of a store, with random names blotted out."""
    connection = connections[store]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(LEDGER) or table in {"gates_received", "duty_obligation"}:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = [" | ".join(_plain(cell) for cell in row) for row in cursor.fetchall()]
            found += [(table, RANDOM.sub("~", row)) for row in rows]
    return sorted(found)


def _plain(cell: object) -> str:
    raw = bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
    return raw.decode(errors="replace")


@pytest.mark.parametrize("store", [Store.OPEN, Store.DROP])
def test_the_whole_store_that_answers_come_from_is_the_same_in_both_worlds(store: Store) -> None:
    kept = []
    for seed in (1, 2):
        with worlds.for_a_while(), clock.frozen(worlds.AT):
            worlds.build(worlds.world(seed))
            kept.append(stored(store))
    assert kept[0] == kept[1]
    if store == Store.OPEN:
        assert any(table == "directory_searchpoint" for table, _row in kept[0])


def known(made: worlds.World, but: Listing) -> dict[UUID, tuple[float, float]]:
    return {
        one.service_id: (one.site.lat or 0.0, one.site.lon or 0.0)
        for one in made.listings
        if not one.sealed and one.region == but.region and one != but
    }


def attacked(made: worlds.World, target: Listing, most: int) -> tuple[float, int]:
    """How far the attacker ends from the truth, and how often she asked."""
    attack = Attack(target.service_id, target.region, most)
    guess = attack.run(Random("attacker"), known(made, target))
    assert target.site.lat is not None and target.site.lon is not None
    return error(guess, (target.site.lat, target.site.lon)), attack.asked


def test_the_attack_finds_an_open_site_to_a_few_metres() -> None:
    made = worlds.world(1)
    worlds.build(made)
    for code in ("3530",):
        target = next(
            one
            for one in made.listings
            if not one.sealed and one.region.code == code and not one.serves
        )
        km, questions = attacked(made, target, MOST)
        assert km < 0.05
        assert questions <= MOST


def test_the_attack_learns_nothing_of_a_sealed_site() -> None:
    """Her guess is the same wherever the place is, so it is no better than guessing in the region."""
    guesses: dict[str, set[tuple[float, float]]] = {}
    errors, blind = [], []
    for seed in range(1, 9 if NIGHT else 4):
        with worlds.for_a_while(), clock.frozen(worlds.AT):
            made = worlds.world(seed)
            worlds.build(made)
            for target in made.sealed[:: worlds.PER_REGION]:
                attack = Attack(target.service_id, target.region, MOST if NIGHT else 60)
                guess = attack.run(Random("attacker"), known(made, target))
                guesses.setdefault(target.region.code, set()).add(guess)
                truth = (target.site.lat or 0.0, target.site.lon or 0.0)
                errors.append(error(guess, truth) / target.region.km)
                blind.append(
                    places.distance_km((target.region.lat, target.region.lon), truth)
                    / target.region.km
                )
    assert {len(found) for found in guesses.values()} == {1}
    assert mean(errors) >= 0.95 * mean(blind)


def everything(sequences: list[list[dict[str, Any]]]) -> tuple[object, ...]:
    """All that anybody may see and carry away, and the stores that it comes from."""
    with worlds.public_site() as client:
        seen = list(worlds.answers(client, sequences)), worlds.taken_home(client)
    return (*seen, stored(Store.OPEN), stored(Store.DROP))


def test_counting_the_beds_of_a_sealed_shelter_changes_nothing_that_anybody_sees() -> None:
    """How full she is, and that somebody counted, would tell a watcher when people come and go."""
    asks_for_beds = {"need": "shelter", "place": "Sudbury, ON", "beds_now": "on"}
    form = {"method": "post", "path": "/en/directory/", "data": asks_for_beds}
    sequences = [*asked("beds", 6), [form]]
    with worlds.for_a_while(), clock.frozen(worlds.AT), drawn_from("beds"):
        made = worlds.world(1)
        worlds.build(made)
        before = everything(sequences)
        shelter = made.sealed[0]
        counts = frozenset({"referral.read", "referral.beds"})
        keeper = Reader(None, shelter.agency, permissions=counts, name="keeper")
        for taken in (0, 3, 4):
            count = NewCount(BedUnit.EMERGENCY, 4, taken)
            with clock.frozen(worlds.AT + timedelta(hours=taken + 1)):
                count_beds(by=keeper, service_id=shelter.service_id, count=count)
            with behind(worlds.SYSTEM):
                outbox.deliver(Store.INSIDE)
            assert everything(sequences) == before
