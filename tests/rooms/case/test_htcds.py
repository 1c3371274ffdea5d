"""HTCDS 2.0 in and out: every live field, both shapes, formulas harmless, bombs and entities refused."""

import csv
import io
import weakref
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dotline.access.actions import NewAgency, add_agency
from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.errors import Conflict, Invalid, Refused
from dotline.base.findings import Findings
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import Opening
from dotline.case.formats import htcds, opening, xlsx
from dotline.case.formats.aside import PART, Aside
from dotline.case.formats.htcds_fields import BY_NAME, FIELDS, Kind
from dotline.case.jobs import exchange
from dotline.case.jobs.exchange import BroughtIn, SendOut, SentOut
from dotline.case.models import CaseFile, StandardRecord
from dotline.reference import crosswalk
from tests.rooms.conftest import Cast

HOME = "FICTIONAL"
OWN = {
    Kind.TEXT: "FICTIONAL words, with a comma; and “signs”\nand a line",
    Kind.DATE: "1999-02-28",
    Kind.NUMBER: "12",
    Kind.LONGITUDE: "-79.5",
    Kind.LATITUDE: "43.25",
    Kind.YESNO: "TRUE",
    Kind.COUNTRIES: "CA;PH",
    Kind.LANGUAGE: "eng",
}


def filled(name: str) -> str:
    """A value of a field, the last of its pick list where it has one."""
    field = BY_NAME[name]
    if field.kind not in (Kind.ONE, Kind.MANY):
        return OWN[field.kind]
    known = [
        value
        for one, value in crosswalk.scheme(htcds.SCHEME).read
        if one == name
        and htcds.ordered(name, [crosswalk.read(htcds.SCHEME, one, value)]) == (value,)
    ]
    known = known or sorted(field.values)
    return ";".join(known[-2:]) if field.kind is Kind.MANY else known[0]


EVERYTHING = {field.name: filled(field.name) for field in FIELDS if not field.retired}


def table(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def put(folder: Path, content: bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def bring(by: Reader, path: Path) -> BroughtIn:
    with behind(by):
        return exchange.bring_in(by, path, "htcds-2.0", SilentProgress())


def send(by: Reader, out: Path, **asked: object) -> SentOut:
    with behind(by):
        return exchange.send_out(by, out, SendOut("htcds-2.0", **asked), SilentProgress())  # type: ignore[arg-type]  # the tests name its fields


def read(path: Path) -> list[dict[str, str]]:
    rows = htcds.rows(opening.opened(path), Findings())
    return [{name: ";".join(said) for name, said in row.values.items()} for row in rows]


@pytest.fixture
def worker(cast: Cast) -> Reader:
    """Brings in and sends out, with names: in a small office one person does both."""
    more = cast.charlie.permissions | {"case.import", "case.export", "case.export_named"}
    return Reader(cast.charlie.worker, cast.charlie.agency, cast.charlie.roles, more)


@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_every_live_field_comes_out_as_it_went_in(worker: Reader, tmp_path: Path, end: str) -> None:
    assert len(EVERYTHING) == 81
    people = [
        EVERYTHING,
        {"prs_FirstName": HOME, "prs_Gender": "Feminine", "cas_Status": "FollowUp"},
    ]
    assert bring(worker, put(tmp_path, table(*people))).rows == 2
    out = tmp_path / f"out.{end}"
    assert send(worker, out).rows == 2
    found = read(out)
    assert sorted(found, key=len) == sorted(people, key=len)
    again = Path(out.with_name(f"again.{end}"))
    assert send(worker, again).digest
    assert again.read_bytes() == out.read_bytes()


def test_a_person_becomes_a_case_with_facts_and_every_word_is_sealed(
    cast: Cast, worker: Reader, tmp_path: Path
) -> None:
    bring(worker, put(tmp_path, table(EVERYTHING)))
    with behind(worker):
        (case,) = queries.cases(worker)
        assert case.closed_because == EVERYTHING["cas_Status"] or case.closed_on is None
        (one,) = queries.involvements(worker, case)
        assert one.person.birth_first == one.person.birth_last == date(1999, 2, 28)
        facts = {(fact.list, fact.code) for fact in queries.facts(worker, [one])}
        assert ("labour_sectors", "U") in facts
        assert queries.determinations(worker, [one]).count() == 1
        record = StandardRecord.objects.using(Store.INSIDE).get()
        assert b"FICTIONAL" not in bytes(record.sealed)
        DataKey.objects.using(Store.INSIDE).filter(subject__in=[one.id, one.person_id]).delete()
        (kept,) = queries.kept_people(worker, queries.Chosen(named=True))
        assert kept.words == {}
        assert kept.identifiers == ()


def test_a_long_file_is_never_held_whole(tmp_path: Path) -> None:
    made: list[weakref.ref[htcds.PersonRow]] = []

    def told() -> Iterator[htcds.PersonRow]:
        for number in range(3 * PART + 1):
            one = htcds.PersonRow(number, {"prs_FirstName": (f"{HOME} {number}",)})
            made.append(weakref.ref(one))
            assert sum(1 for held in made if held() is not None) <= 2 * PART
            yield one

    field = BY_NAME["prs_FirstName"]
    with Aside(tmp_path) as aside:
        for row in told():
            aside.put(row)
        del row
        assert not list(tmp_path.iterdir())
        table, book = b"".join(htcds.table(aside, [field])), io.BytesIO()
        htcds.workbook(book, aside, [field])
        assert [row.number for row in aside] == list(range(len(made)))
    made.clear()
    assert table == b"".join(htcds.table(told(), [field]))
    made.clear()
    htcds.workbook(io.BytesIO(), told(), [field])
    names = [cells[-1].text for _n, cells in xlsx.sheet("x", book)]
    assert names[2:] == table.decode().splitlines()[1:]


SIGNS = ("=1+1", "+1555", "-2", "@SUM(A1)", "\t=1", "＝1", "'=1", "''-1")


@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_a_formula_in_a_name_leaves_harmless_and_comes_back(
    worker: Reader, tmp_path: Path, end: str
) -> None:
    field = BY_NAME["prs_FirstName"]
    people = [htcds.PersonRow(at, {field.name: (sign,)}) for at, sign in enumerate(SIGNS)]
    bring(worker, put(tmp_path, b"".join(htcds.table(people, [field]))))
    out = tmp_path / f"out.{end}"
    send(worker, out)
    raw = (
        [cell.text for _n, cells in xlsx.sheet("x", io.BytesIO(out.read_bytes())) for cell in cells]
        if end == "xlsx"
        else [cell for row in csv.reader(io.StringIO(out.read_text())) for cell in row]
    )
    assert {f"'{sign}" for sign in SIGNS} <= set(raw)
    assert not set(raw) & set(SIGNS[:6])
    assert {row["prs_FirstName"] for row in read(out)} == set(SIGNS)


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("prs_Gender", "female"),
        ("vic_MethodsOfControl", "DebtBondage;Magic"),
        ("prs_Birthdate", "31/12/1999"),
        ("vic_AgeWhenTrafficked", "-99"),
        ("prs_MailingLatitude", "91"),
        ("con_Consent", "perhaps"),
        ("prs_Citizenship", "QQ"),
        ("prs_PrimaryLanguage", "English"),
        ("cco_CaseComment", "x" * 5_001),
        ("per_RoleInProcess", "Exploiter"),
    ],
)
def test_a_row_with_an_unknown_code_stays_out_and_says_where(
    worker: Reader, tmp_path: Path, field: str, cell: str
) -> None:
    path = put(tmp_path, table({"prs_FirstName": "A"}, {"prs_FirstName": "B", field: cell}))
    done = bring(worker, path)
    assert (done.rows, done.kept_out) == (1, 1)
    assert [(one.field, one.rows) for one in done.findings] == [(field, "3")]


def test_police_may_keep_a_perpetrator_as_a_suspect(dan: Reader, tmp_path: Path) -> None:
    by = Reader(dan.worker, dan.agency, dan.roles, dan.permissions | {"case.import"})
    bring(by, put(tmp_path, table({"per_RoleInProcess": "Exploiter"})))
    with behind(by):
        (case,) = queries.cases(by)
        assert [one.role for one in queries.involvements(by, case)] == ["suspect"]


def test_who_is_suspected_stays_in_the_own_copy_of_police(
    cast: Cast, dan: Reader, tmp_path: Path
) -> None:
    more = dan.permissions | {"case.import", "case.export", "case.export_named"}
    by = Reader(dan.worker, dan.agency, dan.roles, more)
    suspect = {"prs_FirstName": "Suspected", "per_RoleInProcess": "Exploiter"}
    bring(by, put(tmp_path, table({"prs_FirstName": HOME}, suspect)))
    system = Reader.system("test")
    with behind(system):
        add_agency(by=system, agency=NewAgency("force", "Force", "Force", "Police", "QC"))
    for to, people in (("", 2), ("force", 1), ("shelter", 1)):
        out = tmp_path / f"to-{to}.csv"
        assert (
            send(by, out, to=to, basis="court_order" if to else "", stated=("order",)).rows
            == people
        )
        assert ("Suspected" in out.read_text()) is (people > 1)


def test_the_contradictions_of_the_standard_are_read(worker: Reader, tmp_path: Path) -> None:
    content = table(
        {
            "prs_First_Name": HOME,
            "vic_Methods_of_Control": "DebtBondage , Threats;UsesChildren",
            "vic_TraffickinStatusDecisionMakingOrg": "NGO",
            "vic_ForcedLabourIndustry": "P_Education;F_Construction",
            "vic_RelationshipToTrafficker": "Unacquainted",
        }
    )
    assert bring(worker, put(tmp_path, content)).kept_out == 0
    send(worker, tmp_path / "out.csv")
    assert (
        read(tmp_path / "out.csv")
        == [
            {
                "prs_FirstName": HOME,
                "vic_MethodsOfControl": "PhysicalThreats;ThreatensChildrenFamily;DebtBondage",
                "vic_TraffickingStatusDecisionMakingOrg": "NGO",
                "vic_ForcedLabourIndustry": "F_Construction;P_Education",
                "vic_RelationshipToTrafficker": "Unaquainted",
                "cas_Status": "Active",
            }
        ]
        or read(tmp_path / "out.csv")[0]["vic_RelationshipToTrafficker"] == "Unaquainted"
    )


@pytest.mark.shared_data
def test_the_published_workbook_is_read_by_the_labels_people_see(
    worker: Reader, shared: Path, tmp_path: Path
) -> None:
    blank = (shared / "htcds" / "HTCDS Excel Spreadsheet v2.0.xlsx").read_bytes()
    row = '<row r="3"><c r="A3"><v>1</v></c>'
    cells = {"D3": HOME, "N3": "1 Invented Way", "O3": "Toronto", "R3": "Canada"}
    inside = "".join(
        f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in cells.items()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blank)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info.filename)
            if info.filename == "xl/worksheets/sheet1.xml":
                text = data.decode()
                at = text.index('<row r="3"')
                data = f"{text[:at]}{row}{inside}</row>{text[text.index('<row r=' + chr(34) + '4') :]}".encode()
            new.writestr(info, data)
    path = put(tmp_path, out.getvalue(), "filled.xlsx")
    done = bring(worker, path)
    assert (done.rows, done.kept_out) == (1, 0)
    assert "prs_MailingStreet" in {one.field for one in done.findings}
    (found,) = read(path)
    assert found == {
        "prs_FirstName": HOME,
        "prs_MailingStreet": "1 Invented Way",
        "prs_MailingCity": "Toronto",
        "prs_MailingCountry": "Canada",
    }


def packed(sheet: str, **more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in more.items():
            zipped.writestr(name, text)
    return out.getvalue()


SPACE = xlsx.SPACE[1:-1]
ENTITY = (
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    f'<worksheet xmlns="{SPACE}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    "</sheetData></worksheet>"
)
FORMULA = (
    f'<worksheet xmlns="{SPACE}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>prs_FirstName</t></is>'
    '</c></row><row r="2"><c r="A2" t="str"><f>HYPERLINK("x")</f><v>Canary</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "content",
    [
        packed(ENTITY),
        packed(" " * 50_000_000),
        packed("<worksheet>"),
        packed("<worksheet/>"),
        b"PK\x03\x04 cut short",
        b"",
        packed(f'<worksheet xmlns="{SPACE}"><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>'),
        packed(
            f'<worksheet xmlns="{SPACE}"><row r="1"><c r="A1" t="s"><v>7</v></c></row></worksheet>'
        ),
    ],
)
def test_a_bomb_an_entity_or_a_broken_workbook_loads_nothing(
    worker: Reader, tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(Invalid):
        bring(worker, put(tmp_path, content, "people.xlsx"))
    with behind(worker):
        assert not CaseFile.objects.using(Store.INSIDE).exists()


def test_a_formula_in_a_workbook_is_never_trusted(worker: Reader, tmp_path: Path) -> None:
    done = bring(worker, put(tmp_path, packed(FORMULA), "people.xlsx"))
    assert (done.rows, done.kept_out) == (0, 1)


@pytest.mark.parametrize(
    "head", ["surname", "prs_FirstName,prs_FirstName", "", "prs_FirstName,note"]
)
def test_a_file_with_other_columns_loads_nothing(worker: Reader, tmp_path: Path, head: str) -> None:
    with pytest.raises(Invalid):
        bring(worker, put(tmp_path, f"{head}\nA,B\n".encode()))


def test_the_same_file_again_changes_nothing_and_is_not_taken_back_in_one_step(
    worker: Reader, tmp_path: Path
) -> None:
    path = put(tmp_path, table({"prs_FirstName": HOME}))
    done = bring(worker, path)
    assert bring(worker, path).again
    with behind(worker):
        assert CaseFile.objects.using(Store.INSIDE).count() == 1
        (batch,) = queries.batches(worker)
    assert str(batch.id) == done.batch
    with pytest.raises(Conflict, match="people"):
        actions.undo_import(by=worker, batch_id=batch.id)


def test_names_leave_only_by_who_may_and_without_names_none_does(
    cast: Cast, worker: Reader, tmp_path: Path
) -> None:
    bring(worker, put(tmp_path, table(EVERYTHING)))
    few = Reader(
        worker.worker, worker.agency, worker.roles, worker.permissions - {"case.export_named"}
    )
    with pytest.raises(Refused):
        send(few, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
    send(few, tmp_path / "out.csv", without_names=True)
    text = (tmp_path / "out.csv").read_text()
    assert "prs_Gender" in text
    assert "prs_FirstName" not in text
    assert "prs_Birthdate" not in text
    with pytest.raises(Refused, match="own copy"):
        send(worker, tmp_path / "other.csv", to="office")
    sent = send(worker, tmp_path / "other.csv", to="office", basis="court_order", stated=("order",))
    with behind(Reader.system("test")):
        line = Event.objects.using(Store.INSIDE).filter(action="case.export", outcome="done").last()
    assert line is not None
    assert sent.digest
    assert "FICTIONAL" not in line.detail


def test_an_own_case_is_written_with_what_it_knows(worker: Reader, tmp_path: Path) -> None:
    identifiers = (("name", "Invented Person"), ("phone", "555-0100"), ("phone", "555-0101"))
    with behind(worker):
        actions.open_case(
            by=worker,
            opening=Opening(
                basis="interview",
                gender="Feminine",
                forms=("ForcedCriminality",),
                identifiers=identifiers,
            ),
        )
    send(worker, tmp_path / "out.csv")
    (found,) = read(tmp_path / "out.csv")
    assert found["prs_SecondName"] == "Invented Person"
    assert {found["prs_MobilePhone"], found["prs_HomePhone"]} == {"555-0100", "555-0101"}
    assert found["vic_TypeOfExploitation"] == "Other"
    assert found["cas_Status"] == "Active"
