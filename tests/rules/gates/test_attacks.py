"""The red team: what breaks an unsalted filter names nobody in our files, by the same code in the same test."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

from dotline.base.errors import Invalid
from dotline.gates import encode
from dotline.gates.encode import attacking
from dotline.gates.encode.attacking import Truth
from dotline.gates.encode.attacks import Attacked
from dotline.gates.encode.unsalted import SPARSE, unsalted
from dotline.matching import sweeps

PEOPLE = 1_200
NODES = 400
KEY = encode.fresh_key("trial")
ROLES = {
    "given": "given_name", "second": "middle_name", "family": "family_name", "born": "birth_date", "sex": "sex",
    "phone": "phone", "town": "place", "postal": "postal_code", "street": "street",
}  # fmt: skip


def people(number: int, seed: int) -> Sequence[Sequence[str]]:
    """Made-up people who live apart: some names are common, most are rare.

    Who lives together is alike as a whole, and whoever knows one of them finds the other in a sweep: see the how-to.
    """
    random = Random(seed)
    parts = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "ou", "an")]

    def words(many: int) -> Sequence[str]:
        return ["".join(random.choices(parts, k=random.randint(1, 3))) for _ in range(many)]

    givens, families, roads = words(400), words(900), words(300)

    def common(names: Sequence[str]) -> str:
        return names[min(int(random.paretovariate(0.6)) - 1, len(names) - 1)]

    found: list[Sequence[str]] = []
    for at in range(number):
        born = f"{random.randint(1940, 2010)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        phone = f"833{random.randint(2_000_000, 9_999_999)}"
        postal = f"K{random.randint(0, 9)}A{random.randint(0, 9)}B{random.randint(0, 9)}"
        street = f"{random.randint(1, 999)} {random.choice(roads)}"
        home = [phone, common(roads), postal, street]
        family = common(families)
        second = common(givens) if random.random() < 0.6 else ""
        found.append((f"r{at}", common(givens), second, family, born, random.choice("fm"), *home))
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """A table of people encoded both ways, and the truth about it."""
    folder = tmp_path_factory.mktemp("attacks")
    source, schema = folder / "people.csv", encode.Schema("rid", ROLES)
    rows = [",".join(("rid", *ROLES)), *(",".join(row) for row in people(PEOPLE, 5))]
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    encode.encode_file(source, folder / "people.dlk", schema=schema, key=KEY)
    encode.encode_sweep(
        source, folder / "people.dls", schema=schema, key=KEY, parties=("one", "other")
    )
    return folder, attacking.read_truth(source, schema)


def by_name(found: Sequence[Attacked]) -> Mapping[str, Attacked]:
    return {one.name: one for one in found}


def test_every_attack_breaks_an_unsalted_filter_and_none_our_files(
    made: tuple[Path, Truth],
) -> None:
    folder, truth = made
    broken = by_name(attacking.attacked(unsalted(truth.people), nodes=NODES))
    assert not [name for name, one in broken.items() if one.withstood], broken
    assert broken["learning"].right > 0.9 * broken["learning"].people
    assert broken["network"].right > 0.8 * broken["network"].people
    assert broken["fingerprints"].right > 0.04 * broken["fingerprints"].people
    assert broken["graph 100"].right > NODES / 2
    assert broken["grown"].right > NODES / 20
    for name in ("people.dlk", "people.dls"):
        ours = by_name(attacking.attacked(attacking.target(folder / name, truth), nodes=NODES))
        assert list(ours) == list(broken)
        assert not [one for one in ours.values() if not one.withstood], (name, ours)


def test_who_stands_beside_a_known_person_is_named_unless_of_each_token_one_person_stays(
    tmp_path: Path,
) -> None:
    """Sisters of one house: whoever knows every row of one of them must not find the other."""
    homes = [[*row] for row in people(400, 6)]
    source, schema = tmp_path / "homes.csv", encode.Schema("rid", ROLES)
    for one, other in zip(homes[::2], homes[1::2], strict=True):
        other[3], other[6:] = one[3], one[6:]
    rows = [",".join(("rid", *ROLES)), *(",".join(row) for row in homes)]
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    truth = attacking.read_truth(source, schema)
    for name, neighbours in (("weak", True), ("ours", False)):
        out = tmp_path / f"{name}.dlk"
        encode.encode_file(source, out, schema=schema, key=KEY, neighbours=neighbours)
        few, half = attacking.beside_known(out, truth)
        if neighbours:
            assert few.right > 0.15 * few.people
            assert half.right > 0.4 * half.people
        else:
            assert (few.right, half.right) == (0, 0)
        assert few.withstood is half.withstood is not neighbours


def test_a_diffusion_that_is_too_weak_is_broken_by_who_knows_one_record_in_five(
    made: tuple[Path, Truth], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, truth = made
    monkeypatch.setattr(sweeps, "PLACES", SPARSE)
    monkeypatch.setattr(sweeps, "DIFFUSED", 4)
    schema, out = encode.Schema("rid", ROLES), folder / "weak.dls"
    encode.encode_sweep(
        folder / "people.csv", out, schema=schema, key=KEY, parties=("one", "other")
    )
    seen = attacking.target(out, truth)
    monkeypatch.setattr(attacking, "OVERLAPS", {})
    found = by_name(attacking.attacked(seen))
    assert found["learning"].right > 100
    assert not found["learning"].withstood


def test_without_the_truth_a_file_tells_how_often_its_codes_repeat(
    made: tuple[Path, Truth],
) -> None:
    folder, truth = made
    rows, swept = (attacking.profile(folder / name) for name in ("people.dlk", "people.dls"))
    assert rows.rows > 10 * PEOPLE
    assert rows.codes < rows.rows
    assert rows.commonest > 1
    assert (swept.rows, swept.commonest) == (swept.codes, 1)
    stranger = Truth({"x": 0}, truth.people[:1])
    with pytest.raises(Invalid, match="Nobody of this table"):
        attacking.target(folder / "people.dls", stranger)


def test_a_file_without_a_record_has_nothing_to_repeat(tmp_path: Path) -> None:
    source, schema = tmp_path / "none.csv", encode.Schema("rid", ROLES)
    source.write_text(",".join(("rid", *ROLES)) + "\n", encoding="utf-8")
    encode.encode_file(source, tmp_path / "none.dlk", schema=schema, key=KEY)
    assert attacking.profile(tmp_path / "none.dlk") == attacking.Profile(0, 0, 0)
