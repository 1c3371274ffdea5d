"""The gate encode: what leaves is keyed, salted, shuffled and whole; what cannot be encoded is counted, never shown."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dotline.base.errors import Conflict, DotlineError, Invalid, NotFound
from dotline.gates import encode
from dotline.gates.encode import buckets, files
from dotline.matching import kernel
from dotline.matching.tokens import FIELDS

GOLDEN = Path(__file__).parents[2] / "golden" / "encode.json"
SCHEMA = """id = "rid"
[columns]
given = "given_name"
family = "family_name"
dob = "birth_date"
phone = "phone"
other = "alias"
note = "ignore"
"""
COLUMNS = ("rid", "given", "family", "dob", "phone", "other", "note")
KEY = encode.EncodeKey("statistics", "1", bytes(range(32)))
PEOPLE = [
    ("r1", "Robert", "Tremblay", "1997-01-12", "", "", "Invented"),
    ("r2", "Bob", "Tremblay", "19970112", "", "", ""),
    ("r3", "Ana", "Roy", "1980", "833-900-1010", "Nina Cole|Nan", ""),
]


def table(place: Path, rows: Sequence[tuple[str, ...]] = PEOPLE) -> Path:
    with place.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *rows])
    return place


def schema(folder: Path, text: str = SCHEMA) -> encode.Schema:
    path = folder / "schema.toml"
    path.write_text(text, encoding="utf-8")
    return encode.read_schema(path)


def encoded(
    folder: Path,
    rows: Sequence[tuple[str, ...]] = PEOPLE,
    *,
    name: str = "out",
    key: encode.EncodeKey = KEY,
    decoys: float = 0,
    neighbours: bool = False,
) -> tuple[encode.EncodeReport, files.Rows]:
    source, out = table(folder / f"{name}.csv", rows), folder / f"{name}.dlk"
    told = schema(folder)
    report = encode.encode_file(
        source, out, schema=told, key=key, decoys=decoys, neighbours=neighbours
    )
    found = encode.open_encoded(out)
    assert found.rows == report.rows
    return report, np.concatenate([*found.chunks(), np.zeros(0, encode.ROW)])


def owners(path: Path) -> dict[str, str]:
    lines = path.with_name(f"{path.name}.ids").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def tokens_of(rows: files.Rows) -> set[bytes]:
    return set(rows["token"].tolist())


def test_records_of_one_person_share_tokens_and_the_file_tells_no_value(tmp_path: Path) -> None:
    report, rows = encoded(tmp_path, PEOPLE[::2])
    assert (report.records, report.encoded, report.skipped) == (2, 2, 0)
    _other, theirs = encoded(tmp_path, PEOPLE[1:2], name="other")
    ids, rows = owners(tmp_path / "out.dlk"), np.concatenate([rows, theirs])
    ids |= owners(tmp_path / "other.dlk")
    sharing: dict[bytes, set[str]] = {}
    for token, pseudonym in zip(rows["token"].tolist(), rows["pseudonym"].tolist(), strict=True):
        sharing.setdefault(token, set()).add(ids[pseudonym.hex()])
    assert {"r1", "r2"} in sharing.values()
    assert not any("r3" in one and len(one) > 1 for one in sharing.values())
    content = (tmp_path / "out.dlk").read_bytes().lower()
    for word in (b"robert", b"tremblay", b"1997", b"8339001010", b"invented"):
        assert word not in content


def test_rows_lie_by_token_under_pseudonyms_that_are_never_used_twice(tmp_path: Path) -> None:
    _report, rows = encoded(tmp_path, decoys=1.0)
    order = rows["token"].tolist()
    assert all(one <= other for one, other in pairwise(order))
    assert len(set(rows["pseudonym"].tolist())) == len(rows)
    _again, second = encoded(tmp_path, name="again")
    assert not set(rows["pseudonym"].tolist()) & set(second["pseudonym"].tolist())
    assert tokens_of(second) <= tokens_of(rows)


def test_rows_that_do_not_fit_into_memory_go_by_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _report, held = encoded(tmp_path, neighbours=True)
    monkeypatch.setattr(buckets, "MEMORY", 100)
    _again, spilt = encoded(tmp_path, name="spilt", neighbours=True)
    assert held["token"].tolist() == spilt["token"].tolist()
    assert sorted(one.tobytes() for one in held["filters"]) == sorted(
        one.tobytes() for one in spilt["filters"]
    )


def test_decoys_look_like_rows_and_belong_to_nobody(tmp_path: Path) -> None:
    report, rows = encoded(tmp_path, PEOPLE[::2], decoys=0.5)
    assert report.decoys == round((report.rows - report.decoys) * 0.5)
    ids = owners(tmp_path / "out.dlk")
    real = np.array([one.hex() in ids for one in rows["pseudonym"].tolist()])
    assert (~real).sum() == report.decoys
    weights = np.bitwise_count(rows["filters"]).sum(axis=2)
    assert set(weights.ravel().tolist()) == {48}
    assert rows["tags"].all()


def test_which_fields_a_row_has_is_seen_beside_another_row_of_its_token_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("Robert", "Ana", "Mia", "Ivo", "Nina", "Max", "Leo", "Zoe")
    people = [
        (f"p{at}", names[at % 8], f"Roy{at}", f"19{50 + at % 50}-02-{at % 28 + 1:02}", "", "", "")
        for at in range(400)
    ]
    with_phone = [(*one[:4], f"833900{at:04}", *one[5:]) for at, one in enumerate(people)]
    phone, sex = FIELDS.index("phone"), FIELDS.index("sex")
    for kind in ("numpy", "c") if kernel.library() else ("numpy",):
        monkeypatch.setenv("DOTLINE_KERNEL", kind)
        found = [
            encoded(tmp_path, rows, name=f"{kind}{at}")[1]
            for at, rows in enumerate((people, with_phone, with_phone))
        ]
        for rows in found:
            assert set(np.bitwise_count(rows["filters"]).sum(axis=2).ravel().tolist()) == {48}
            assert rows["tags"].all()
            bits = np.unpackbits(rows["filters"].reshape(len(rows), -1).view(np.uint8), axis=1)
            often = bits.reshape(len(rows), len(FIELDS), 128).mean(axis=0)
            assert np.abs(often - 48 / 128).max() < 6 * (0.25 / len(rows)) ** 0.5
        for ours, theirs, least, most in ((0, 1, 0, 0.03), (1, 2, 1, 1)):
            at, one, two = np.intersect1d(
                found[ours]["token"].astype("V16").view("S16"),
                found[theirs]["token"].astype("V16").view("S16"),
                return_indices=True,
            )
            same = found[ours]["tags"][one] == found[theirs]["tags"][two]
            assert len(at) > 400
            assert same[:, FIELDS.index("given")].all()
            assert same[:, sex].mean() < 0.03
            assert least <= same[:, phone].mean() <= most


@pytest.mark.parametrize(
    "other",
    [
        encode.EncodeKey("victims", "1", KEY.secret),
        KEY.at("2"),
        encode.fresh_key("statistics"),
    ],
)
def test_two_purposes_two_epochs_and_two_secrets_never_meet(
    tmp_path: Path, other: encode.EncodeKey
) -> None:
    _one, rows = encoded(tmp_path)
    _two, others = encoded(tmp_path, name="other", key=other)
    assert KEY.id != other.id
    assert not tokens_of(rows) & tokens_of(others)


def test_what_is_too_little_unreadable_or_shared_by_all_is_left_out_and_counted(
    tmp_path: Path,
) -> None:
    rows = [
        ("a", "Bob", "", "", "", "", ""),
        ("b", "Ana", "Roy", "97-01-12", "833-900-1010", "", ""),
    ]
    rows += [(f"c{n}", "Lea", f"F{n}", "", "8339001011", "", "") for n in range(160)]
    report, _rows = encoded(tmp_path, rows)
    assert report.skipped == 1
    assert report.unread == {"birth_date": 1}
    assert report.crowded >= 160
    empty, none = encoded(tmp_path, [], name="empty")
    assert (empty.records, empty.rows, len(none)) == (0, 0, 0)


def test_of_people_who_share_a_token_one_stays_the_same_in_both_files_and_her_further_records(
    tmp_path: Path,
) -> None:
    """Who lives together must not stand side by side: whoever knows one of them would find the other."""
    sisters = [
        ("a", "Ana", "Roy", "1990-03-04", "833-900-1010", "", ""),
        ("b", "Zoe", "Roy", "1994-08-21", "833-900-1010", "", ""),
    ]
    again = ("a2", "Ana", "Roy", "1990-03-04", "833-900-1010", "", "")
    left = []
    for name, rows in (("one", [*sisters, again]), ("two", sisters[::-1])):
        report, found = encoded(tmp_path, rows, name=name)
        ids = owners(tmp_path / f"{name}.dlk")
        held: dict[bytes, set[str]] = {}
        for token, pseudonym in zip(
            found["token"].tolist(), found["pseudonym"].tolist(), strict=True
        ):
            held.setdefault(token, set()).add(ids[pseudonym.hex()][0])
        assert all(len(one) == 1 for one in held.values())
        assert {"a", "b"} == set().union(*held.values())
        assert report.crowded > 0
        left.append(held)
    assert left[0] == left[1]
    assert {"a", "a2"} <= set(owners(tmp_path / "one.dlk").values())


def test_the_bits_of_a_known_record_stay_the_same_in_every_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    for kind in ("numpy", "c") if kernel.library() else ("numpy",):
        monkeypatch.setenv("DOTLINE_KERNEL", kind)
        _report, rows = encoded(tmp_path, PEOPLE[:1], name=kind, neighbours=True)
        told = [
            [row[part].tobytes().hex() for part in ("token", "filters", "tags")] for row in rows
        ]
        assert told == golden["rows"]
    assert golden["key"] == KEY.id


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('id = "rid"', "no schema"),
        ('id = "rid"\n[columns]\ngiven = "name"\n', "does not exist"),
        ('id = "nobody"\n[columns]\ngiven = "given_name"\n', "no column"),
        ('id = "rid"\n[columns]\ngiven = "given_name"\n', "does not say"),
        ("id = [", "no schema"),
        ('id = "given"\n[columns]\ngiven = "given_name"\n', "also something"),
    ],
)
def test_a_schema_that_does_not_fit_is_refused_in_a_sentence(
    tmp_path: Path, text: str, word: str
) -> None:
    with pytest.raises(Invalid, match=word):
        encode.encode_file(
            table(tmp_path / "a.csv"), tmp_path / "a.dlk", schema=schema(tmp_path, text), key=KEY
        )
    assert not list(tmp_path.glob("*.dlk*"))


@pytest.mark.parametrize("change", ["cut", "flip", "empty", "text"])
def test_a_file_that_was_cut_or_changed_is_refused(tmp_path: Path, change: str) -> None:
    encoded(tmp_path)
    path = tmp_path / "out.dlk"
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "cut": whole[:-9],
            "flip": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "empty": b"",
            "text": b"rid,given\n" * 9,
        }[change]
    )
    with pytest.raises(Invalid, match="cut short or changed"):
        encode.open_encoded(path)


def test_a_file_of_an_older_form_says_that_it_must_be_encoded_again(tmp_path: Path) -> None:
    encoded(tmp_path)
    path = tmp_path / "out.dlk"
    path.write_bytes(b"DLK3" + path.read_bytes()[4:])
    for reader in (encode.open_encoded, files.glance):
        with pytest.raises(Invalid, match="older Dotline"):
            reader(path)


def test_nothing_is_written_over_and_nothing_stays_of_what_was_refused(tmp_path: Path) -> None:
    encoded(tmp_path)
    with pytest.raises(Conflict):
        encoded(tmp_path)

    def refuse(report: encode.EncodeReport) -> None:
        raise Conflict("No.", "")

    source, told = tmp_path / "out.csv", schema(tmp_path)
    with pytest.raises(Conflict):
        encode.encode_file(source, tmp_path / "b.dlk", schema=told, key=KEY, passing=refuse)
    left = {one.name for one in tmp_path.iterdir()}
    assert left == {"out.csv", "out.dlk", "out.dlk.ids", "schema.toml"}
    for name in ("out.dlk", "out.dlk.ids"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    nowhere = tmp_path / "none" / "b.dlk"
    with pytest.raises(NotFound, match="no folder for b"):
        encode.encode_file(source, nowhere, schema=told, key=KEY)
    with pytest.raises(NotFound, match="no folder for b"):
        encode.write_key(nowhere, KEY)


def test_a_key_is_read_as_it_was_written_and_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "k.key"
    encode.write_key(path, KEY)
    assert encode.read_key(path) == KEY
    assert "secret" not in repr(KEY)
    with pytest.raises(Conflict):
        encode.write_key(path, KEY)
    assert encode.next_epoch(path, "statistics", "2").tokens != KEY.tokens
    for purpose, epoch in (("victims", "2"), ("statistics", "1")):
        with pytest.raises(Conflict):
            encode.next_epoch(path, purpose, epoch)
    path.chmod(0o644)
    with pytest.raises(Invalid, match="chmod"):
        encode.read_key(path)
    path.chmod(0o600)
    path.write_text(path.read_text().replace("statistics", "victims"))
    with pytest.raises(Invalid, match="changed"):
        encode.read_key(path)


@pytest.mark.parametrize(
    "text", ["rid,given\n\x00\xff", 'rid,given,family,dob,phone,other,note\n"a', ""]
)
def test_a_broken_table_is_a_sentence_without_a_value(tmp_path: Path, text: str) -> None:
    source = tmp_path / "x.csv"
    source.write_bytes(text.encode("latin-1"))
    with pytest.raises(DotlineError) as refused:
        encode.encode_file(source, tmp_path / "x.dlk", schema=schema(tmp_path), key=KEY)
    assert "\xff" not in str(refused.value)


def test_no_token_names_more_than_a_few_people_of_a_town(tmp_path: Path) -> None:
    """What a frequency attack lives on: without the block's salt a common name would stand in hundreds of rows."""
    names = ("Lea", "Ana", "Max", "Eva", "Ida")
    rows = [
        (
            f"p{n}",
            names[n % 5],
            f"Name{n % 40}",
            f"19{50 + n % 50}-{n % 12 + 1:02}-{n % 28 + 1:02}",
            "",
            "",
            "",
        )
        for n in range(600)
    ]
    _report, found = encoded(tmp_path, rows)
    filters = Counter(row.tobytes() for row in found["filters"][:, 0])
    assert max(filters.values()) <= encode.LARGEST_BLOCK
    given = Counter(row[1] for row in rows)
    assert max(given.values()) == 120
    assert max(filters.values()) < 30


def test_a_file_without_a_line_of_names_is_told_which_it_needs(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        schema(tmp_path).check([], "empty.csv")
    assert "no line of column names" in str(refused.value)
