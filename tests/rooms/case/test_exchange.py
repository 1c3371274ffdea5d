"""Files of cases: in whole or not at all, once, without keys; out through the gate with one line."""

import csv
import gzip
import io
import re
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import translation

from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.errors import Conflict, DotlineError, Invalid, NotFound, Refused
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import Opening
from dotline.case.cli.exchange import came_in, left_behind
from dotline.case.formats import shapes
from dotline.case.jobs import exchange
from dotline.case.jobs.exchange import BroughtIn, SendOut
from dotline.case.models import CountedCase, ImportBatch, Person
from dotline.case.rules import counted
from tests.rooms.conftest import Cast

REAL = "ctdc/CTDC_global_synthetic_20210825_recovered.csv.gz"
COLUMNS = shapes.shape(shapes.CTDC_2021).columns
ROWS: tuple[dict[str, str], ...] = (
    {"yearOfRegistration": "2019", "gender": "Female", "citizenship": "UKR", "isForcedLabour": "1"},
    {"gender": "Male", "isForcedLabour": "0", "isSexualExploit": "-99"},
    {"ageBroad": "09--17", "traffickMonths": "61+ (5+ yrs)", "isOtherExploit": "1"},
    {"ageBroad": "09--17", "traffickMonths": "61+ (5+ yrs)", "isOtherExploit": "1"},
    {},
)


def text(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(text(*ROWS), encoding="utf-8")
    return path


def bring(by: Reader, path: Path) -> BroughtIn:
    with behind(by):
        return exchange.bring_in(by, path, "ctdc-2021", SilentProgress())


def send(by: Reader, out: Path, **asked: object) -> exchange.SentOut:
    with behind(by):
        return exchange.send_out(by, out, SendOut("ctdc-2021", **asked), SilentProgress())  # type: ignore[arg-type]  # the tests name its fields


def multiset(path: Path) -> Counter[tuple[str, ...]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        return Counter(map(tuple, csv.reader(stream)))


def lines(name: str) -> list[Event]:
    with behind(Reader.system("test")):
        return list(Event.objects.using(Store.INSIDE).filter(action=name))


def test_a_file_comes_in_and_goes_out_with_the_same_rows(
    cast: Cast, file: Path, tmp_path: Path
) -> None:
    done = bring(cast.operator, file)
    assert (done.rows, done.kept_out, done.again) == (len(ROWS), 0, False)
    out = tmp_path / "out.csv.gz"
    sent = send(cast.operator, out)
    assert multiset(out) == multiset(file)
    assert (sent.rows, sent.basis, sent.recipient) == (len(ROWS), "anonymous", "hotline")
    assert out.stat().st_mode & 0o077 == 0


def test_an_import_is_one_ledger_line_and_makes_neither_people_nor_keys(
    cast: Cast, file: Path
) -> None:
    before = DataKey.objects.using(Store.INSIDE).count()
    done = bring(cast.operator, file)
    with behind(cast.operator):
        assert Person.objects.using(Store.INSIDE).count() == 0
        assert DataKey.objects.using(Store.INSIDE).count() == before
    (line,) = lines("case.import_batch")
    assert done.digest in str(line.detail)


def test_the_same_file_again_changes_nothing_even_packed_anew(
    cast: Cast, file: Path, tmp_path: Path
) -> None:
    first = bring(cast.operator, file)
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    again = bring(cast.operator, packed)
    assert again.again
    assert again.batch == first.batch
    with behind(cast.operator):
        assert CountedCase.objects.using(Store.INSIDE).count() == len(ROWS)
    assert len(lines("case.import_batch")) == 1


def stated(rows: QuerySet[CountedCase]) -> Counter[tuple[str, str, bool]]:
    """How many rows state each fact as so or not so."""
    return Counter(fact for _batch, row in queries.counted_rows(rows) for fact in row.facts())


def test_rows_are_cases_with_facts_and_are_counted(cast: Cast, file: Path) -> None:
    bring(cast.operator, file)
    with behind(cast.operator):
        (batch,) = queries.batches(cast.operator)
        _held, row = queries.counted_case(cast.operator, counted.row_id(batch.id, 3))
        assert row.told() == {"gender": "Masculine"}
        assert list(row.facts()) == [("exploitation", "ForcedLabour", False)]
        rows = queries.counted_cases(cast.operator)
        assert stated(rows)["exploitation", "Other", True] == 2
        assert queries.counted_forms(rows, "year")["2019", "labour"] == 1
        with pytest.raises(NotFound):
            queries.counted_case(cast.operator, counted.row_id(batch.id, 99))


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [("en", "1 row is in.", "2 rows are in."), ("fr", "1 ligne importée.", "2 lignes importées.")],
)
def test_one_row_is_one_row_in_both_languages(lang: str, one: str, two: str) -> None:
    with translation.override(lang):
        for number, words in ((1, one), (2, two)):
            done = BroughtIn("id", "ctdc-2021", "", number, number, False, 0.0, ())
            assert came_in(done).startswith(words)
            told = {"age": number}
            sent = exchange.SentOut("x", 1, "", "", "", 0.0, told, told, number, number)
            nouns = [
                line
                for line in left_behind(sent)
                if re.search(r"\b(people|personnes|rows|lignes)\b", line)
            ]
            assert len(nouns) == (0 if number == 1 else 4)


def test_rows_with_an_unknown_code_stay_out_and_the_rest_loads(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_text(text({"gender": "Female"}, {"gender": "Canary"}, {"citizenship": "QQQ"}))
    done = bring(cast.operator, path)
    assert (done.rows, done.kept_out) == (1, 2)
    assert [(one.field, one.rows) for one in done.findings] == [
        ("gender", "3"),
        ("citizenship", "4"),
    ]
    with behind(cast.operator):
        assert "Canary" not in queries.batch(cast.operator, UUID(done.batch)).report


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: gzip.compress(b"surname,given\nCanary,C\n"),
        lambda data: gzip.compress(b'year\n"never closed'),
        lambda data: gzip.compress(b"\xff\xfe\xfd"),
        lambda data: gzip.compress(b"\0" * 100),
    ],
)
def test_a_broken_file_loads_nothing(cast: Cast, file: Path, tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "broken.csv.gz"
    path.write_bytes(spoil(gzip.compress(file.read_bytes())))  # type: ignore[operator]  # a lambda of the list
    with pytest.raises(Invalid):
        bring(cast.operator, path)
    with behind(cast.operator):
        assert ImportBatch.objects.using(Store.INSIDE).count() == 0


def test_nothing_is_left_when_the_last_row_cannot_be_kept(cast: Cast, file: Path) -> None:
    row = counted.CountedRow(2, 2020, ("",) * 9, 1)
    read = actions.FileRead(shapes.CTDC_2021, "0" * 64, [row, row], 0, ())
    with pytest.raises(DatabaseError):
        actions.import_batch(by=cast.operator, file=read, progress=SilentProgress())
    with behind(cast.operator):
        assert ImportBatch.objects.using(Store.INSIDE).count() == 0
    assert not lines("case.import_batch")


def test_a_fact_is_never_both_so_and_not_so(cast: Cast) -> None:
    row = counted.CountedRow(2, 2020, ("",) * 9, 1, 1)
    read = actions.FileRead(shapes.CTDC_2021, "0" * 64, [row], 0, ())
    with pytest.raises(DatabaseError), transaction.atomic(using=Store.INSIDE):
        actions.import_batch(by=cast.operator, file=read, progress=SilentProgress())


def test_an_import_is_taken_back_and_may_come_in_again(cast: Cast, file: Path) -> None:
    done = bring(cast.operator, file)
    batch_id = UUID(done.batch)
    actions.undo_import(by=cast.operator, batch_id=batch_id)
    with behind(cast.operator):
        assert not queries.counted_cases(cast.operator).exists()
    with pytest.raises(Conflict):
        actions.undo_import(by=cast.operator, batch_id=batch_id)
    assert not bring(cast.operator, file).again


@pytest.mark.parametrize("who", ["bob", "rita"])
def test_who_may_not_import_is_refused_and_the_ledger_says_so(
    cast: Cast, file: Path, who: str
) -> None:
    with pytest.raises(Refused):
        bring(cast[who], file)
    assert [line.outcome for line in lines("case.import_batch")] == ["refused"]


def test_another_agency_sees_nothing_of_it(cast: Cast, file: Path, tmp_path: Path) -> None:
    done = bring(cast.operator, file)
    with behind(cast.charlie):
        assert not queries.batches(cast.charlie).exists()
        assert not queries.counted_cases(cast.charlie).exists()
        with pytest.raises(NotFound):
            queries.batch(cast.charlie, UUID(done.batch))
    out = tmp_path / "out.csv"
    assert send(cast.charlie, out).rows == 0


def test_an_export_passes_the_gate_with_one_line(cast: Cast, file: Path, tmp_path: Path) -> None:
    bring(cast.operator, file)
    sent = send(cast.operator, tmp_path / "out.csv", to="office", basis="court_order")
    (line,) = lines("case.export")
    for word in (sent.digest, str(cast.office.id), "court_order", "isForcedLabour"):
        assert word in str(line.detail)


def test_own_cases_leave_as_codes_and_only_with_a_basis(cast: Cast, tmp_path: Path) -> None:
    opening = Opening(
        basis="interview", forms=("ForcedLabour",), identifiers=(("name", "Canary Bird"),)
    )
    actions.open_case(by=cast.charlie, opening=opening)
    out = tmp_path / "own.csv"
    sent = send(cast.charlie, out, own_cases=True)
    assert (sent.rows, sent.basis) == (1, "own_copy")
    assert "Canary" not in out.read_text()
    (row,) = csv.DictReader(io.StringIO(out.read_text()))
    assert row["isForcedLabour"] == "1"
    with pytest.raises(Refused, match="stays with the agency"):
        send(cast.charlie, tmp_path / "other.csv", own_cases=True, to="office")
    assert not (tmp_path / "other.csv").exists()


@pytest.mark.parametrize(
    ("who", "asked", "error"),
    [
        ("bob", {}, Refused),
        ("operator", {"to": "nobody"}, NotFound),
        ("operator", {"basis": "because"}, NotFound),
    ],
)
def test_what_may_not_leave_leaves_no_file(
    cast: Cast, tmp_path: Path, who: str, asked: dict[str, str], error: type[DotlineError]
) -> None:
    with pytest.raises(error):
        send(cast[who], tmp_path / "out.csv", **asked)
    assert not list(tmp_path.glob("*out.csv*"))


@pytest.mark.shared_data
def test_real_rows_come_out_as_they_went_in(cast: Cast, shared: Path, tmp_path: Path) -> None:
    with gzip.open(shared / REAL, "rt", encoding="utf-8", newline="") as stream:
        part = [line for _count, line in zip(range(2_001), stream, strict=False)]
    path, out = tmp_path / "part.csv", tmp_path / "out.csv"
    path.write_text("".join(part), encoding="utf-8")
    assert bring(cast.operator, path).rows == 2_000
    send(cast.operator, out)
    assert multiset(out) == multiset(path)


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.shared_data
def test_the_whole_published_dataset_comes_out_as_it_went_in(
    cast: Cast, shared: Path, tmp_path: Path
) -> None:
    done = bring(cast.operator, shared / REAL)
    assert (done.rows, done.kept_out) == (193_025, 0)
    with behind(cast.operator):
        facts = stated(queries.counted_cases(cast.operator))
        assert facts["exploitation", "SexualExploitation", True] == 63_280
        assert sum(facts.values()) == 439_940
    send(cast.operator, tmp_path / "out.csv")
    assert multiset(tmp_path / "out.csv") == multiset(shared / REAL)
