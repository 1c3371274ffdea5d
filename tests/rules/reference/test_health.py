"""An installation's own files: used when good, told when broken, for every set at once."""

from datetime import date
from pathlib import Path

import pytest

from dotline.base.errors import NotFound
from dotline.plan.rules import asked, programmes
from dotline.reference import health, obligations

OWN = (
    "rules:\n  - code: review_emergency\n    title_en: Review\n    title_fr: Revoir\n"
    "    trigger: gates.emergency_passed\n    due: {hours: 12}\n    basis: Our rule\n"
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    folder = tmp_path / "data" / "obligations"
    folder.mkdir(parents=True)
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    yield folder
    monkeypatch.undo()
    assert health.reload() == {}


def test_the_shipped_sets_are_sound() -> None:
    assert health.faults() == {}


def test_an_own_file_is_used_and_a_broken_one_is_told_while_the_last_good_one_serves(
    own: Path,
) -> None:
    (own / "rules.yaml").write_text(OWN)
    assert health.reload() == {}
    assert obligations.rule("review_emergency").due.hours == 12
    (own / "rules.yaml").write_text(OWN.replace("Revoir", "Review"))
    assert set(health.reload()) == {"obligations"}
    assert "line 4" in str(health.faults()["obligations"])
    assert obligations.rule("review_emergency").due.hours == 12


def test_a_rule_that_ended_and_never_began_names_its_last_day(own: Path) -> None:
    ended = OWN.replace("    basis", "    valid_to: '2020-01-01'\n    basis")
    (own / "rules.yaml").write_text(ended)
    assert health.reload() == {}
    with pytest.raises(NotFound, match="until 2019-12-31"):
        obligations.rule("review_emergency", date(2021, 1, 1))


def test_the_sets_of_later_rooms_are_looked_at_too(own: Path) -> None:
    for holder in (programmes.HOLDER, asked.HOLDER):
        folder = own.parent / holder.name
        folder.mkdir()
        (folder / "own.yaml").write_text("nothing: of this\n")
    assert {programmes.HOLDER.name, asked.HOLDER.name} <= set(health.reload())
    for holder in (programmes.HOLDER, asked.HOLDER):
        (own.parent / holder.name / "own.yaml").unlink()
