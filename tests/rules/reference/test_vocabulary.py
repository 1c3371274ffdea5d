"""Code lists: dated, in two languages, readable after their end."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.reference import vocabulary
from dotline.reference.dates import Span, overlaps

DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))


def test_every_province_has_its_sgc_code_and_real_time_zones() -> None:
    provinces = vocabulary.codes("provinces")
    assert len(provinces) == 13
    assert len({one.more("sgc") for one in provinces}) == 13
    assert all(ZoneInfo(zone) for one in provinces for zone in one.row.texts("zones"))


def test_labels_come_in_both_languages_and_ontario_is_no_truth_value() -> None:
    assert vocabulary.label("provinces", "ON", "fr") == "Ontario"
    assert vocabulary.label("provinces", "BC", "fr-CA") == "Colombie-Britannique"
    assert vocabulary.label("languages", "fra", "en") == "French"
    assert vocabulary.find("languages", "iku").more("endonym") == "ᐃᓄᒃᑎᑐᑦ"  # type: ignore[union-attr]
    assert len(vocabulary.codes("languages")) >= 50


@pytest.mark.parametrize(("name", "code"), [("nonsense", "x"), ("roles", "nobody")])
def test_an_unknown_list_or_code_is_refused_with_what_is_known(name: str, code: str) -> None:
    with pytest.raises(Invalid, match=r"Known lists|Choose one of"):
        vocabulary.label(name, code)


def test_the_lists_that_the_rooms_need_are_there() -> None:
    wanted = (
        "channels dispositions record_types exploitation control_means determination_status "
        "determination_by_kind roles organisation_kinds genders age_bands urgency "
        "referral_status referral_reasons unmet_reasons"
    )
    assert set(wanted.split()) <= set(vocabulary.lists())
    assert {code.code for code in vocabulary.codes("record_types")} == {
        "tip",
        "disclosure",
        "information",
    }
    assert len(vocabulary.codes("control_means")) == 18


def test_a_code_that_ended_keeps_its_label_but_is_offered_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "data" / "vocabulary"
    own.mkdir(parents=True)
    own.joinpath("urgency.yaml").write_text(
        "list: urgency\ncodes:\n"
        "  - {code: soon, label_en: Soon, label_fr: Bientôt, valid_to: 2020-01-01}\n"
        "  - {code: soon, label_en: Sooner, label_fr: Plus tôt, valid_from: 2020-01-01,"
        " valid_to: 2021-01-01}\n"
    )
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    vocabulary.HOLDER.forget()
    try:
        assert vocabulary.HOLDER.fault is None
        assert vocabulary.codes("urgency") == ()
        assert vocabulary.label("urgency", "soon", "en", date(2019, 12, 31)) == "Soon"
        assert vocabulary.label("urgency", "soon", "en", date(2020, 1, 1)) == "Sooner"
        assert vocabulary.label("urgency", "soon", "fr") == "Plus tôt"
        assert not vocabulary.is_code("urgency", "soon", date(2021, 1, 1))
    finally:
        monkeypatch.undo()
        vocabulary.HOLDER.forget()


@given(st.lists(st.tuples(DAYS, DAYS), max_size=5))
def test_spans_overlap_exactly_when_some_day_lies_in_two(pairs: list[tuple[date, date]]) -> None:
    spans = [Span(*pair) for pair in pairs]
    edges = {day for pair in pairs for day in pair}
    assert overlaps(spans) == any(sum(day in span for span in spans) > 1 for day in edges)
