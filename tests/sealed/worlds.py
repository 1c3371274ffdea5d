"""Two worlds that differ only in the true places of sealed sites, and everything that anybody may ask of them.

No pytest here: the benchmark `sealed` uses it too.
"""

import hashlib
import importlib
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import cos, radians, sqrt
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from dotline.access import keys
from dotline.access.actions import NewAgency, add_agency
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.ids import drawn_from, stable_id
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory.formats import signed
from dotline.directory.queries import duplicates, exports, portable, snapshot
from dotline.directory.queries import offers as conflicts
from dotline.gates import outbox
from dotline.gates.publish import Listing, Site, Tier
from dotline.reference import regions
from dotline.referral import actions

HOTLINE = "1-833-900-1010"
AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
SYSTEM = Reader.system("sealed")
KEEPER = frozenset({"referral.list_site", "referral.approve_listing"})
REGIONS = ("3530", "3590", "2440", "1250")
NEEDS = ("shelter", "legal_aid", "safe_house", "medical_care")
PER_REGION = 3
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ZONES = ("America/Toronto", "America/Halifax")
# What varies from answer to answer whatever was asked, and holds nothing of a place.
VARYING = frozenset({"ETag", "Date", "Last-Modified"})


@dataclass(frozen=True)
class World:
    """A directory in the making: who keeps what, and which services are sealed."""

    listings: tuple[Listing, ...]

    @property
    def sealed(self) -> tuple[Listing, ...]:
        """The listings whose place nobody may learn."""
        return tuple(one for one in self.listings if one.sealed)


def somewhere(region: regions.Region, random: Random) -> tuple[float, float]:
    """A point of the region, each as likely as any other."""
    far, turn = region.km * sqrt(random.random()), random.uniform(0, 360)
    east, north = far * cos(radians(turn)), far * cos(radians(turn - 90))
    return (region.lat + north / 111.2, region.lon + east / (111.2 * cos(radians(region.lat))))


def world(seed: int) -> World:
    """Sealed and open services in six regions. The seed moves the sealed ones and nothing else."""
    hidden, shown = Random(f"hidden-{seed}"), Random("shown")
    made = []
    for code in REGIONS:
        region = regions.get(code)
        for number in range(PER_REGION * 2):
            sealed = number % 2 == 0
            lat, lon = somewhere(region, hidden if sealed else shown)
            made.append(_listing(region, number, (lat, lon), sealed=sealed, hidden=hidden))
    return World(tuple(made))


def _listing(
    region: regions.Region, number: int, at: tuple[float, float], *, sealed: bool, hidden: Random
) -> Listing:
    key = f"{region.code}-{number}"
    street = f"{hidden.randint(1, 9999)} Kelpfield Crescent" if sealed else f"{number} Open Street"
    code = f"K{hidden.randint(0, 9)}K {hidden.randint(0, 9)}K{hidden.randint(0, 9)}"
    return Listing(
        service_id=stable_id("sealed-test", key),
        agency=agency_of(region),
        organisation_en="",
        organisation_fr="",
        name_en=f"House {key}",
        name_fr=f"Maison {key}",
        description_en="A room and somebody to talk to.",
        description_fr="Une chambre et quelqu’un à qui parler.",
        needs=(NEEDS[number % len(NEEDS)], "shelter"),
        languages=("eng", "fra") if number % 3 else ("eng",),
        hours=tuple((day, "09:00", "17:00") for day in range(5)),
        site=Site(
            f"Town {hidden.randint(1, 99)}" if sealed else "Openville", region.province, *at,
            street, code if sealed else "", hidden.choice(ZONES) if sealed else region.zone,
        ),
        region=region,
        phones=((HOTLINE, Tier.PUBLIC),),
        sealed=sealed,
        serves=(region.province,) if number > 1 else (),
        approved_at=AT,
    )  # fmt: skip


def agency_of(region: regions.Region) -> UUID:
    """The agency that keeps the services of a region."""
    return stable_id("sealed-test-agency", region.code)


def build(made: World) -> None:
    """Let agencies keep, approve and publish a world, all the way from `inside` to the open store."""
    with clock.frozen(AT):
        for code in REGIONS:
            region = regions.get(code)
            new = NewAgency(
                f"sealed-{code}", f"Agency {code}", f"Agence {code}", "Shelter", region.province,
                id=agency_of(region),
            )  # fmt: skip
            with behind(SYSTEM):
                add_agency(by=SYSTEM, agency=new)
        for second, one in enumerate(made.listings):
            with clock.frozen(AT + timedelta(seconds=second)):  # passages arrive in one order
                keep(one)
        with behind(SYSTEM):
            outbox.deliver(Store.INSIDE)


def keep(listing: Listing) -> None:
    """Save and approve one listing as its own agency."""
    by = Reader(None, listing.agency, permissions=KEEPER, name="keeper")
    row = actions.save_listing(by=by, listing=replace(listing, approved_at=None))
    actions.approve_listing(by=by, listing_id=row.id)


@contextmanager
def for_a_while() -> Iterator[None]:
    """Everything written inside is taken back, in all three stores."""
    with ExitStack() as stack:
        for store in Store:
            stack.enter_context(transaction.atomic(using=store))
        yield
        for store in Store:
            transaction.set_rollback(True, using=store)


@contextmanager
def public_site() -> Iterator[Client]:
    """The public site in this process."""
    public = importlib.import_module("dotline.site.settings.public")
    with override_settings(
        ROOT_URLCONF=public.ROOT_URLCONF, MIDDLEWARE=public.MIDDLEWARE, DOTLINE_SITE="public",
        ALLOWED_HOSTS=["*"], STORAGES=PLAIN,
    ):  # fmt: skip
        yield Client()


TOWNS = (
    "", "Toronto", "Sudbury, ON", "Montréal", "Winnipeg", "Vancouver", "Halifax", "ON", "QC", "M5V", "H2X",
    "Hamilton, ON", "Brandon, MB", "Burnaby, BC", "43.7,-79.5", "45.51,-73.58", "46.5,-81.0", "Iqaluit",
)  # fmt: skip


def sequence(random: Random, made: World) -> list[dict[str, Any]]:
    """A few requests of somebody who looks for something: filters, radius, pages, API, details."""
    return [_request(random, made) for _ in range(random.randint(1, 3))]


def _request(random: Random, made: World) -> dict[str, Any]:
    one = random.choice(made.sealed)
    near = (
        f"{one.region.lat + random.gauss(0, 0.5):.4f},{one.region.lon + random.gauss(0, 0.7):.4f}"
    )
    kind = random.choice(("form", "form", "beside", "list", "list", "near", "detail", "search"))
    place = random.choice((*TOWNS, near, near, near))
    if kind == "form":
        body = {
            "place": place, "need": random.choice(("", "shelter", "legal_aid")),
            "km": random.choice(("10", "25", "50", "100", "")),
            "language": random.choice(("", "eng", "fra")), "offset": random.choice(("0", "5", "20")),
            "words": random.choice(("", "house", "maison", "room talk")),
            **({"open_now": "on"} if random.random() < 0.3 else {}),
        }  # fmt: skip
        return {
            "method": "post",
            "path": f"/{random.choice(('en', 'fr'))}/directory/",
            "data": body,
        }
    if kind == "beside":
        body = {"place": place, "need": ["shelter"], "language": random.choice(("", "fra"))}
        return {"method": "post", "path": "/en/directory/beside/", "data": body}
    if kind == "detail":
        path = random.choice(
            (f"/en/directory/services/{one.service_id}/", f"/services/{one.service_id}")
        )
        return {"method": "get", "path": path, "data": {}}
    return _api(random, kind, near)


def _api(random: Random, kind: str, near: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "page": random.choice((1, 1, 2)), "per_page": random.choice((3, 7, 50)),
        **({"full": "true"} if random.random() < 0.4 else {}),
    }  # fmt: skip
    path = random.choice(("/services", "/service_at_locations", "/organizations"))
    if kind == "near":
        path = "/service_at_locations"
        data |= {
            "postcode": random.choice((near, "M5V", "H2X")),
            "proximity": random.choice((500, 5_000, 20_000, 60_000, 200_000)),
        }
    if kind == "search":
        data["search"] = random.choice(("house", "maison", "shelter"))
    if path == "/services" and random.random() < 0.3:
        data |= {"modified_after": "2026-01-01T00:00:00Z"}
    return {"method": random.choice(("get", "post")), "path": path, "data": data}


def answers(client: Client, sequences: Sequence[list[dict[str, Any]]]) -> Iterator[bytes]:
    """Everything that comes back from each sequence: status, headers and body, as one digest.

    Where a page was left is told with the edition's random name, which is blotted out.
    """
    edition = (snapshot.stamp() or UUID(int=0)).hex[:8].encode()
    for one in sequences:
        whole = hashlib.sha256()
        for asked in one:
            answer = getattr(client, asked["method"])(asked["path"], asked["data"])
            headers = {k: v for k, v in answer.headers.items() if k not in VARYING}
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            said = json.dumps([answer.status_code, headers]).encode() + body
            whole.update(said.replace(edition, b"~"))
        yield whole.digest()


def taken_home(client: Client) -> dict[str, bytes]:
    """What somebody can carry away whole: exports, streams, the list for a desk without a database."""
    reader = Reader.public()
    told, tables = _carried()
    stream = client.get("/services", {"format": "ndjson", "full": "true"})
    return {
        "tables": exports.as_tables(reader),
        "lines": "\n".join(exports.as_lines(reader)).encode(),
        "page": "".join(exports.as_page(reader)).encode(),
        "desk list, contents": told,
        "desk list, tables": tables,
        "stream": b"".join(stream.streaming_content),  # type: ignore[attr-defined]  # a streamed answer
        "duplicates": repr(duplicates.compare(SilentProgress())).encode(),
        "conflicts": repr(conflicts.conflicts(SYSTEM)).encode(),
    }


def _carried() -> tuple[bytes, bytes]:
    """The signed list without its signature: what it says of itself, and its tables byte for byte.

    The letterbox keys of agencies are made anew in each world, so they are blotted out.
    """
    signed_by = keys.load(keys.OPERATOR).verifying()
    contents, tables = signed.unpack(portable.make(SYSTEM), signed_by)
    desks = tuple(replace(desk, public="") for desk in contents.desks)
    return repr(replace(contents, desks=desks)).encode(), tables


def told(
    seed: int, sequences: Sequence[list[dict[str, Any]]]
) -> tuple[list[bytes], dict[str, bytes]]:
    """All that one world answers. The database is as before afterwards."""
    # Rows are named from a fixed seed, or two worlds would differ by chance.
    with for_a_while(), clock.frozen(AT), drawn_from("worlds"):
        build(world(seed))
        with public_site() as client:
            return list(answers(client, sequences)), taken_home(client)
