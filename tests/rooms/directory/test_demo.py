"""The demo country: every province, everything marked fictional, the same for the same seed."""

from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory import demo
from dotline.directory.models import Phone, Service
from dotline.directory.queries.find import find
from dotline.directory.rules.query import Query
from dotline.reference import places, vocabulary

REAL = {"1-833-900-1010"}


def test_every_province_has_help_and_every_row_says_fictional() -> None:
    demo.fill(seed=2010, progress=SilentProgress())
    for province in vocabulary.codes("provinces"):
        found = find(Reader.public(), Query(need="shelter", province=province.code))
        assert found.total >= 1 and not found.relaxed
    for row in Service.objects.exclude(id=demo.service_id("line", "CA")):
        assert "FICTIONAL" in row.name and "FICTIF" in row.name_fr
        assert "FICTIONAL" in row.description and "FICTIF" in row.description_fr
    assert set(Phone.objects.values_list("number", flat=True)) == REAL


def test_the_same_seed_makes_the_same_country() -> None:
    demo.fill(seed=2010, progress=SilentProgress())
    digests = set(Service.objects.values_list("id", "digest"))
    demo.fill(seed=2010, progress=SilentProgress())
    assert set(Service.objects.values_list("id", "digest")) == digests


def test_the_line_for_all_of_canada_is_near_everywhere() -> None:
    demo.fill(seed=2010, progress=SilentProgress())
    found = find(Reader.public(), Query(need="crisis_line", near=places.find("Iqaluit"), km=10.0))
    assert [hit.text("name", "fr") for hit in found.hits] == ["Ligne d’aide, tout le Canada"]
