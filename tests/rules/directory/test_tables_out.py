"""Tables on their way out: nothing runs in a spreadsheet, and what comes back is what went out."""

from hypothesis import given
from hypothesis import strategies as st

from dotline.base.ids import stable_id
from dotline.base.spreadsheet import FORMULA, guarded, plain
from dotline.directory.formats import archive, reading
from dotline.directory.formats.shapes import SHAPES
from dotline.directory.formats.tables_out import package, table

EMPTY = {field.name: None for field in SHAPES["service"].fields}


@given(st.text(min_size=1))
def test_a_guarded_cell_never_begins_a_formula_and_comes_back_as_it_was(cell: str) -> None:
    assert guarded(cell)[0] not in FORMULA
    assert plain(guarded(cell)) == cell


@given(
    st.sampled_from(["=", "+", "-", "@", "'=", "''@"]),
    st.text(alphabet="ab(),\"'\n;=", max_size=20),
)
def test_a_service_named_like_a_formula_survives_both_ways(start: str, rest: str) -> None:
    row = {
        **EMPTY,
        "id": stable_id("x"),
        "name": start + rest,
        "status": "active",
        "needs": "shelter food",
        "demo": False,
    }
    packed = package({"services.csv": table(SHAPES["service"], [row])})
    batch = reading.read(archive.from_bytes("a.zip", packed), source="test")
    (record,) = batch.of("service").values()
    assert (record.values["name"], record.needs, record.id) == (
        start + rest,
        ("food", "shelter"),
        row["id"],
    )
    assert len(batch.findings) == 0
