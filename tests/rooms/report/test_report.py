"""The annual report: every number asked, the same bytes each time, hidden numbers said in words."""

import errno
import html
import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from dotline.access import jobs as work
from dotline.access import queries as access
from dotline.access.models import Job
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, NotFound, Refused, Unavailable
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.plan import actions as plan_actions
from dotline.plan.rules import State
from dotline.reference import claims
from dotline.report import actions, jobs, queries
from dotline.report.actions import Built
from dotline.report.formats import annual, sources
from dotline.report.formats.files import write_files
from dotline.report.models import Report
from dotline.statistics import queries as statistics
from dotline.ui.bilingual import LANGS
from dotline.ui.blocks.values import Table
from dotline.ui.numbers import Hidden
from tests.rooms.conftest import Cast
from tests.rooms.report.conftest import invented
from tests.rooms.statistics.conftest import NOW, behind_the_clean_room

GOLDEN = Path(__file__).parents[2] / "golden" / "report"
PUBLIC = Reader.public()


def build(cast: Cast) -> Built:
    return jobs.build(cast.rita, "annual", LANGS, SilentProgress())


def text_of(built: Built, name: str) -> str:
    return next(one.content for one in built.files if one.name == name).decode()


def words(page: str) -> str:
    """What a reader sees: no tags, single blanks."""
    blocks = re.sub(r"<[^>]+>", " ", re.sub(r"</?a\b[^>]*>", "", page))
    return re.sub(r"[ \n]+", " ", html.unescape(blocks))


def test_it_is_made_in_both_languages_as_page_record_copy_and_working_copy(released: Cast) -> None:
    names = [one.name for one in build(released).files]
    assert names == [
        "annual.en.html",
        "annual.en.page",
        "annual.en.pdf",
        "annual.en.docx",
        "annual.fr.html",
        "annual.fr.page",
        "annual.fr.pdf",
        "annual.fr.docx",
    ]


def test_the_same_release_and_plan_give_the_same_bytes_on_any_later_day(released: Cast) -> None:
    first = build(released)
    with clock.frozen(NOW + timedelta(days=400)):
        again = build(released)
    assert [one.digest for one in first.files] == [one.digest for one in again.files]
    assert first.id == again.id


def test_every_number_of_the_text_is_the_answer_to_its_query(released: Cast) -> None:
    composed = annual.compose(jobs.script("annual"), sources.gather(released.rita))
    bound = composed.report.numbers
    calls = statistics.number(PUBLIC, "calls", "2025")
    assert bound["calls"].value == calls.value == 528
    assert bound["calls"].snapshot == calls.release.digest
    assert bound["calls"].passage == str(calls.release.passage_id)
    in_time = statistics.number(PUBLIC, "referrals_acknowledged_in_time", "2025").value
    sent = statistics.number(PUBLIC, "referrals_sent", "2025").value
    assert in_time is not None
    assert sent
    assert bound["in_time_share"].value == pytest.approx(in_time / sent)
    assert bound["items"].value == 43
    assert bound["items"].snapshot
    # The figures of one year are the whole period here, so the sentence about one year is left out.
    named = jobs.script("annual").named() - annual.FACTS
    assert set(bound) >= named - {"calls_year", "cases_year"}
    assert "calls_year" not in bound


def test_only_numbers_that_are_read_are_listed_with_their_source(released: Cast) -> None:
    page = text_of(build(released), "annual.en.page")
    listed = set(re.findall(r'id="number-([^"]+)"', page))
    assert listed == set(re.findall(r'href="#number-([^"]+)"', page))


def test_the_page_leads_each_number_back_to_its_own_page(released: Cast) -> None:
    calls = statistics.number(PUBLIC, "calls", "2025")
    for lang in LANGS:
        page = text_of(build(released), f"annual.{lang}.page")
        assert f'href="/{lang}/statistics/numbers/{calls.id}/"' in page
        assert f'href="/{lang}/plan/"' in page
        assert "<h1>" in page


def test_the_summary_reads_as_it_was_approved(released: Cast) -> None:
    built = build(released)
    for lang, first, stop in (
        ("en", "1 Summary", "2 Mandate"),
        ("fr", "1 Sommaire", "2 Mandat"),
    ):
        page = words(text_of(built, f"annual.{lang}.page"))
        summary = page.split(first)[-1].split(stop)[0]
        golden = GOLDEN / f"summary.{lang}.txt"
        if os.environ.get("DOTLINE_WRITE_GOLDEN"):
            golden.write_text(f"{first}{summary.rstrip()}\n", encoding="utf-8")
        assert f"{first}{summary.rstrip()}\n" == golden.read_text(encoding="utf-8")


def test_a_hidden_number_says_so_in_words_and_is_never_a_zero(
    released: Cast, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTLINE_HOME", str(home))
    own = home / "data" / "report-annual"
    own.mkdir(parents=True)
    shipped = (jobs.texts.FOLDER / "annual" / "numbers.yaml").read_text(encoding="utf-8")
    more = "  - name: north\n    measure: calls\n    place: NU\n  - name: north_share\n"
    (own / "numbers.yaml").write_text(f"{shipped}{more}    share: north\n    whole: calls\n")
    (own / "70-north.yaml").write_text(
        "chapter: north\ntitle_en: North\ntitle_fr: Nord\nblocks:\n  - kind: para\n"
        "    text_en: Calls from there, {north}; a share of {north_share}.\n"
        "    text_fr: Appels de là, {north}; une part de {north_share}.\n",
        encoding="utf-8",
    )
    built = build(released)
    assert "Calls from there, (hidden to protect people); a share of (hidden" in words(
        text_of(built, "annual.en.page")
    )
    composed = annual.compose(jobs.script("annual"), sources.gather(released.rita))
    assert composed.report.numbers["north"].value is Hidden.SUPPRESSED
    assert composed.report.numbers["north_share"].value is Hidden.SUPPRESSED


def test_a_number_that_the_release_lacks_is_said_to_be_not_collected(
    released: Cast, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTLINE_HOME", str(home))
    own = home / "data" / "report-annual"
    own.mkdir(parents=True)
    shipped = (jobs.texts.FOLDER / "annual" / "numbers.yaml").read_text(encoding="utf-8")
    changed = shipped.replace("measure: unmet_needs", "measure: unmet_needs\n    place: ZZ")
    (own / "numbers.yaml").write_text(changed, encoding="utf-8")
    composed = annual.compose(jobs.script("annual"), sources.gather(released.rita))
    assert composed.report.numbers["unmet"].value is Hidden.NOT_COLLECTED


def test_the_plan_is_there_whole_and_a_number_in_its_words_is_bound_to_it(released: Cast) -> None:
    page = words(text_of(build(released), "annual.en.page"))
    assert len(set(re.findall(r"Action item ([IVX]+\.\d)", page))) == 43
    composed = annual.compose(jobs.script("annual"), sources.gather(released.rita))
    tariff = composed.report.numbers["IV.2.1"]
    assert tariff.words("en") == tariff.words("fr") == "9897.00.00"
    assert tariff.measure == "plan.IV.2"


def test_each_item_says_who_leads_what_measures_it_and_where_was_looked(released: Cast) -> None:
    page = words(text_of(build(released), "annual.en.page"))
    first = page.split("Action item I.1")[1].split("Action item I.2")[0]
    assert "Lead on January 20, 2026: Canada Border Services Agency" in first
    assert "Where it should be none none none The source sets none." in first
    assert "Neither the lead nor the Rapporteur has rated it yet." in first
    assert re.search(r"Where we looked: section \d+\.1\.\d+", first)


def test_claims_that_disagree_stand_side_by_side_each_with_its_bound(released: Cast) -> None:
    composed = annual.compose(jobs.script("annual"), sources.gather(released.rita))
    tables = {one.id: one for one in composed.report.blocks if isinstance(one, Table)}
    for subject, found in claims.by_subject():
        assert len(tables[f"claims-{subject.code}"].rows) == len(found)
    told = {claim.code: claim for claim in claims.every() if claim.bound == claims.Bound.AT_LEAST}
    assert told
    for code in told:
        assert composed.report.numbers[f"claim.{code}.figure"].words("en").startswith("at least ")


def test_programmes_duties_and_changes_of_law_are_in_it(released: Cast) -> None:
    page = words(text_of(build(released), "annual.en.page"))
    assert "$5,000,000 CAD (2007)" in page
    assert "Duties of public bodies" in page
    assert "Law that changed" in page


def test_both_ratings_stand_side_by_side_and_make_another_report(released: Cast) -> None:
    from dotline.plan.rules.ratings import Grounds, Rating

    before = build(released)
    grounds = Grounds("Seen in 3 of 5 units.", "Vu dans 3 unités sur 5.", "FICTIONAL report")
    plan_actions.rate(by=released.rita, code="I.1", rating=Rating.LIMITED, grounds=grounds)
    after = build(released)
    assert before.sources.plan_digest != after.sources.plan_digest
    page = words(text_of(after, "annual.en.page"))
    rows = page.split("Both ratings of action item I.1")[1]
    assert "The lead, of its own work none yet" in rows
    assert "The Rapporteur limited January 20, 2026 Seen in 3 of 5 units." in rows
    composed = annual.compose(jobs.script("annual"), sources.gather(released.rita))
    assert composed.report.numbers["I.1.rapporteur.1"].measure == "plan.I.1"


def test_a_report_of_a_lead_makes_another_report(released: Cast) -> None:
    before = build(released)
    plan_actions.report_progress(by=released.operator, code="I.1", year=2025, state=State.UNDER_WAY)
    after = build(released)
    assert before.sources.plan_digest != after.sources.plan_digest
    assert before.id != after.id


def test_the_record_copy_is_a_tagged_document_with_title_and_language(released: Cast) -> None:
    for one in build(released).files:
        if not one.name.endswith(".pdf"):
            continue
        with pikepdf.open(io.BytesIO(one.content)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).startswith(one.lang)
            with pdf.open_metadata() as found:
                assert found["pdfuaid:part"] == "1"
                assert found["dc:title"]


def test_kept_it_lies_in_the_home_and_keeping_it_again_changes_nothing(released: Cast) -> None:
    row, _built = jobs.build_and_keep(released.rita, "annual", LANGS, SilentProgress())
    again, _ = jobs.build_and_keep(released.operator, "annual", LANGS, SilentProgress())
    assert row.id == again.id
    assert Report.objects.using(Store.OPEN).count() == 1
    names = {path.name for path in queries.folder(row.id).iterdir()}
    assert names == {one.name for one in row.files.all()}
    lines = Event.objects.using(Store.OPEN).filter(action="report.build", outcome="done")
    assert {line.object_id for line in lines} == {row.id}


def test_who_may_not_build_is_refused_before_anything_is_made(released: Cast) -> None:
    for stranger in (released.alice, released.charlie, PUBLIC):
        with pytest.raises(Refused):
            jobs.build(stranger, "annual", LANGS, SilentProgress())
    with pytest.raises(Refused):
        actions.keep(by=released.alice, built=build(released))
    assert not Report.objects.using(Store.OPEN).exists()


def test_without_figures_or_plan_it_says_what_to_do_first(planned: Cast) -> None:
    with pytest.raises(NotFound, match="dotline statistics release"):
        build(planned)


def test_without_a_plan_it_says_so(cast: Cast, released: Cast) -> None:
    from dotline.plan.models import PlanVersion

    PlanVersion.objects.using(Store.OPEN).all().delete()
    with pytest.raises(NotFound, match="dotline plan load"):
        build(released)


def test_an_unknown_language_or_kind_names_those_there_are(released: Cast) -> None:
    with pytest.raises(Invalid, match="Choose en, fr"):
        jobs.languages(["en", "de"])
    assert jobs.languages([]) == jobs.languages(["fr", "en", "fr"]) == ("en", "fr")
    with pytest.raises(NotFound, match="annual"):
        jobs.build(released.rita, "weekly", LANGS, SilentProgress())


def test_a_folder_that_cannot_be_written_is_named(released: Cast, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be written") as caught:
        write_files(tmp_path / "a-file" / "out", build(released).files)
    assert "a-file" in caught.value.text()


def test_a_full_disk_leaves_no_row_and_no_file_not_even_some(
    released: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = [2]  # files that still fit

    def full(_descriptor: int) -> None:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    built = build(released)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="disk is full"):
        actions.keep(by=released.rita, built=built)
    assert room[0] == -1
    assert not Report.objects.using(Store.OPEN).exists()
    assert list(queries.folder(built.id).iterdir()) == []


def test_a_file_that_was_changed_is_not_served(released: Cast) -> None:
    row, _built = jobs.build_and_keep(released.rita, "annual", LANGS, SilentProgress())
    file = queries.file(PUBLIC, row.id, "annual.en.pdf")
    assert queries.content(PUBLIC, file).startswith(b"%PDF")
    (queries.folder(row.id) / file.name).write_bytes(b"%PDF something else")
    with pytest.raises(Unavailable, match="changed after it was built"):
        queries.content(PUBLIC, file)
    (queries.folder(row.id) / file.name).unlink()
    with pytest.raises(Unavailable, match="dotline report build annual --lang en"):
        queries.content(PUBLIC, file)
    jobs.build_and_keep(released.rita, "annual", LANGS, SilentProgress())
    assert queries.content(PUBLIC, file).startswith(b"%PDF")


def test_the_desk_queues_it_and_the_heartbeat_builds_it(released: Cast) -> None:
    with pytest.raises(Refused):
        actions.ask_for_build(by=released.alice, kind="annual", langs=LANGS)
    job = actions.ask_for_build(by=released.rita, kind="annual", langs=LANGS)
    assert work.run_waiting(access.reader_by_name) == 1
    row = Job.objects.using(Store.INSIDE).get(pk=job)
    assert (row.state, row.total, row.finished) == ("done", 4, 4)
    assert Report.objects.using(Store.OPEN).count() == 1


def test_a_queued_report_without_figures_fails_with_the_reason(planned: Cast) -> None:
    job = actions.ask_for_build(by=planned.rita, kind="annual", langs=LANGS)
    work.run_waiting(access.reader_by_name)
    row = Job.objects.using(Store.INSIDE).get(pk=job)
    assert row.state == "failed"
    assert "no release of figures" in row.message


def test_a_fictional_release_marks_every_language(
    planned: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dotline.gates import outbox
    from dotline.statistics import jobs as figures
    from dotline.statistics.rules import periods

    monkeypatch.setattr(settings, "DOTLINE_DEMO", True)
    behind_the_clean_room(invented(), monkeypatch)
    figures.release_period(planned.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)
    built = build(planned)
    assert "FICTIONAL" in text_of(built, "annual.en.html")
    assert "FICTIF" in text_of(built, "annual.fr.html")
