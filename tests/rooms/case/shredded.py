"""A person with unmistakable identifiers, told in every way that the inside rooms accept, and a search for them."""

import base64
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from django.db import connections

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewEpisode, NewHold, NewStep, Opening
from dotline.case.models import CaseFile, Identifier, NameHint
from dotline.case.rules import Role, StandsBy, SupportPillar
from dotline.case.rules.retention import FileKind
from dotline.gates import outbox
from dotline.intake import actions as intake
from dotline.intake.rules import CallFacts, ContactPlan, Way
from dotline.referral import actions as referral
from dotline.referral.models import Referral
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, wanted

# FICTIONAL: nobody is called so, and no number or address like these exists.
WORDS = {
    "name": "Zélie Quarkfeather-Öxley",
    "alias": "Velvetmoth Zibbo",
    "phone": "+1 000 555 0199 77",
    "email": "velvetmoth.zibbo@quarkfeather.invalid",
    "address": "98765 Brindlewhisk Hollow",
    "document": "QX-99-ZZ-1234567",
    "words": "wumblethorp canary sentence",
    "place": "Gribblemere Crossing",
    "court": "FICTIONAL-QZ-77-8899",
    "provider": "Snorklewick Society",
}


def forms(word: str) -> Iterator[bytes]:
    """A word as it might lie in a file: plain, lower-cased, without accents, in other codings."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    for text in {word, word.lower(), word.upper(), bare, bare.lower(), word.replace(" ", "")}:
        raw = text.encode()
        yield raw
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        yield raw.hex().encode()
        yield quote(text).encode()
        # Base64 of the word alone says nothing of its middle inside a longer text: three shifts do.
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + raw)
            yield coded[4 : len(coded) // 4 * 4 - 4] if shift or len(raw) % 3 else coded


def derived(agency: UUID, case: CaseFile) -> list[bytes]:
    """The search tokens that are made of her identifiers, and every sealed cell of hers."""
    rows = Identifier.objects.using(Store.INSIDE).filter(agency_id=agency)
    hints = NameHint.objects.using(Store.INSIDE).filter(agency_id=agency)
    del case
    found = [one.blind.encode() for one in rows] + [bytes(one.sealed) for one in rows]
    return found + [one.digest.encode() for one in hints]


def everything(home: Path) -> dict[str, bytes]:
    """Every file of the home and of the stores, by name; on PostgreSQL every row of every inside table too."""
    connection = connections[Store.INSIDE]
    found = {str(one): one.read_bytes() for one in home.rglob("*") if one.is_file()}
    if connection.vendor == "sqlite":
        for store in Store:
            path = Path(str(connections[store].settings_dict["NAME"]))
            for one in path.parent.glob(f"{path.name}*"):
                found[one.name] = one.read_bytes()
        return found
    return found | _tables() | _data_files()


def _tables() -> dict[str, bytes]:
    """Every table of PostgreSQL as COPY writes it out."""
    found = {}
    for store in Store:
        connection = connections[store]
        with behind(Reader.system("test")), connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                cells = [cell for row in cursor.fetchall() for cell in row]
                found[f"{store}.{table}"] = b"\n".join(_raw(cell) for cell in cells)
    return found


def _raw(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


def _data_files() -> dict[str, bytes]:
    """The files in which PostgreSQL keeps the tables of the inside store, after a checkpoint.

    Both need the superuser of the tests' own cluster: the application's role is none, here as in production.
    """
    import psycopg  # only where PostgreSQL is

    found = {}
    name = str(connections[Store.INSIDE].settings_dict["NAME"])
    with psycopg.connect(dbname=name, user="postgres", autocommit=True) as superuser:
        superuser.execute("CHECKPOINT")
        [folder] = superuser.execute("SHOW data_directory").fetchone() or [""]
        rows = superuser.execute(
            "SELECT relname, pg_relation_filepath(oid) FROM pg_class "
            "WHERE relkind IN ('r', 'i', 't') AND pg_relation_filepath(oid) LIKE 'base/%'"
        )
        for table, path in rows.fetchall():
            found[f"file of {table}"] = (Path(folder) / path).read_bytes()
    return found


def where(files: dict[str, bytes], needles: Sequence[bytes]) -> set[str]:
    """The files that hold one of these."""
    return {name for name, data in files.items() if any(one in data for one in needles if one)}


def words_found(files: dict[str, bytes]) -> dict[str, set[str]]:
    """Which word lies in which file, in any form."""
    found = {kind: where(files, list(forms(word))) for kind, word in WORDS.items()}
    return {kind: names for kind, names in found.items() if names}


def told_call(by: Reader) -> UUID:
    """A call in which she said everything, with a draft on the way; it is closed."""
    row = intake.open_contact(by=by, channel="phone", key=new_id())
    said = " ".join(WORDS.values())
    intake.save_draft(by=by, contact_id=row.id, fields={"summary": [said], "alias": [said]})
    facts = CallFacts(
        needs=("shelter",),
        place="Montréal",
        province="QC",
        language="fra",
        alias=WORDS["alias"],
        children=WORDS["words"],
        access_needs=said,
        safety=WORDS["address"],
        summary=said,
        plan=ContactPlan(ways=frozenset({Way.PHONE}), reach=WORDS["phone"], agreed_at=clock.now()),
    )
    intake.save_contact(by=by, contact_id=row.id, facts=facts, key=new_id())
    return row.id


def told_case(cast: Cast, sent: Referral) -> CaseFile:
    """A case in which she said everything, opened from a referral with messages to and fro, then closed."""
    by = cast.charlie
    named = tuple((kind, WORDS[kind]) for kind in ("name", "alias", "phone", "email", "document"))
    opening = Opening(basis="interview", forms=("ForcedLabour",), identifiers=named)
    referral.write(by=cast.alice, referral_id=sent.id, text=WORDS["words"])
    case = actions.accept_and_open(by=by, referral_id=sent.id, opening=opening)
    referral.write(by=by, referral_id=sent.id, text=WORDS["name"])
    outbox.deliver(Store.INSIDE)
    with behind(by):
        victim = next(one for one in queries.involvements(by, case) if one.role == Role.VICTIM)
        today = queries.today(by)
    event = NewEpisode("exploitation", country="CA", province="QC", place=WORDS["place"])
    actions.add_episode(by=by, case_id=case.id, new=event)
    step = NewStep(
        SupportPillar.PROTECTION, "SocialCare", WORDS["words"], WORDS["address"], today,
        provider=WORDS["provider"],
    )  # fmt: skip
    actions.plan_step(by=by, involvement_id=victim.id, new=step, key=new_id())
    actions.stand_by(
        by=by, involvement_id=victim.id, kind=StandsBy.ADVOCATE, organisation=WORDS["provider"]
    )
    answers = [("children", WORDS["words"])]
    actions.write_safety_plan(by=by, involvement_id=victim.id, answers=answers, after=0)
    actions.ask_return(by=by, involvement_id=victim.id, country="FR")
    actions.open_proceeding(
        by=by,
        case_id=case.id,
        level="provincial",
        province="QC",
        opened_on=today - timedelta(days=3),
        file_number=WORDS["court"],
    )
    hold = NewHold("court_order", WORDS["court"], until=today + timedelta(days=400))
    actions.place_hold(by=by, kind=FileKind.CASE, file_id=case.id, new=hold)
    actions.close_case(by=by, case_id=case.id, because="Closed")
    return case


def hand_over(cast: Cast, call: UUID, service: object) -> Referral:
    """A referral of a call with her first name among the fields."""
    row = referral.send(
        by=cast.alice,
        contact=call,
        wanted=wanted(service),
        consent=consent(),  # type: ignore[arg-type]
    )
    outbox.deliver(Store.INSIDE)
    return row
