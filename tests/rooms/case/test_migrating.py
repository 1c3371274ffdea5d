"""A home with rows comes up from an older version whole, also when the process is killed in the middle of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dotline.base.ids import new_id
from dotline.cli import cluster
from tests.cli.commands import surroundings
from tests.conftest import ON_POSTGRES

# What a process of its own does: an older home with rows, a start that is killed, a start.
OLDER = """
import os
from datetime import UTC, date, datetime
from uuid import UUID, uuid4
from dotline.cli.main import set_up
set_up()
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from dotline.access import envelope, keys
from dotline.access.unit import behind
from dotline.audit.stores import Store, in_force
from dotline.base.reader import Reader

AGENCY, DAY, NOW = uuid4(), date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC)

def older():
    keys.create(AGENCY)
    connection = connections[Store.INSIDE]
    executor = MigrationExecutor(connection)
    keys_are_there = executor.loader.graph.leaf_nodes("access")
    executor.migrate([("case", "0020_wall_of_retention"), *keys_are_there])
    before = MigrationExecutor(connection).loader.project_state(("case", "0020_wall_of_retention")).apps
    def add(name, **values):
        model = before.get_model("case", name)
        return model.objects.using(Store.INSIDE).create(id=uuid4(), agency_id=AGENCY, **values)
    case = add("CaseFile", kind="support", opened_on=DAY, province="QC")
    person = add("Person", gender="Feminine", made_at=NOW)
    for number in range(3):
        add("Episode", case=case, kind="exploitation", place=f"Gribblemere {number}", recorded_at=NOW)
    victim = add("Involvement", case=case, person=person, role="victim")
    both = add("Person", gender="Feminine", made_at=NOW)
    for role in ("victim", "suspect"):
        add("Involvement", case=case, person=both, role=role)
    for who in (person, both):
        row = before.get_model("case", "Identifier")(id=uuid4(), agency_id=AGENCY, person=who, kind="name", blind="b")
        row.sealed = envelope.seal_text(who.id, AGENCY, "Canary Finch", f"case_identifier|{row.id}|sealed")
        row.save(using=Store.INSIDE)
    add("Proceeding", case=case, level="provincial", province="QC", file_number="FICTIONAL-77", opened_on=DAY)
    add("PlannedService", involvement=victim, pillar="support", kind="Health", sealed=b"x", provider="Dr Snorkle",
        start_on=DAY, recorded_at=NOW)
    add("Representative", involvement=victim, kind="advocate", organisation="Snorklewick Society", since=DAY)

def start():
    with in_force(Store.INSIDE):
        call_command("migrate", database="inside", verbosity=0, interactive=False)

def killed():
    "A child that dies where the third text is sealed."
    connections.close_all()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sealed, done = envelope.seal_text, []
    def seal(*told):
        done.append(told)
        return os._exit(9) if len(done) == 3 else sealed(*told)
    envelope.seal_text = seal
    start()
    os._exit(0)

with behind(Reader.system("test")):
    older()
    assert killed() == 9
    start()
    from dotline.case.models import Episode, PlannedService, Proceeding, Representative
    places = sorted(one.place for one in Episode.objects.using(Store.INSIDE))
    assert places == [f"Gribblemere {number}" for number in range(3)], places
    assert Proceeding.objects.using(Store.INSIDE).get().file_number == "FICTIONAL-77"
    assert PlannedService.objects.using(Store.INSIDE).get().provider == "Dr Snorkle"
    assert Representative.objects.using(Store.INSIDE).get().organisation == "Snorklewick Society"
    from dotline.case.models import Identifier
    from dotline.case.queries.cases import identifier_text
    kept = list(Identifier.objects.using(Store.INSIDE).select_related("learned"))
    assert [identifier_text(one) for one in kept] == ["Canary Finch", "Canary Finch"]
    assert sorted(one.learned.role if one.learned else "" for one in kept) == ["", "victim"]
    connection = connections[Store.INSIDE]
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, "case_episode")}
    assert "place" not in columns and "place_sealed" in columns
print("whole")
"""


@pytest.mark.slow
def test_words_of_an_older_home_are_sealed_whole_though_a_start_was_killed(tmp_path: Path) -> None:
    more = {}
    if ON_POSTGRES:
        reach = {"PGHOST": os.environ["PGHOST"]}
        more["DOTLINE_DATABASE"] = cluster.databases(reach, f"old_{new_id().hex[-8:]}")
    done = subprocess.run(
        [sys.executable, "-c", OLDER],
        env=surroundings(tmp_path, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "whole\n", done.stderr[-3000:]
