"""The page of files: a file is checked, waits sealed, comes in with the heartbeat, and its report names no value."""

import gzip
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dotline.access import jobs
from dotline.access import queries as access
from dotline.access.models import Job
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.errors import Conflict, Invalid
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.case import queries
from dotline.case.formats import opening
from dotline.case.forms.files import LARGEST
from dotline.case.jobs import exchange
from dotline.case.models import CountedCase, ImportBatch
from tests.browsing import HTML, Desk
from tests.rooms.case.test_exchange import ROWS, lines, text
from tests.rooms.conftest import Cast

PAGE = "/en/case/files/"
NOWHERE = "Person-Of-Nowhere"


def form(name: str, content: bytes) -> dict[str, object]:
    return {"file-kind": "ctdc-2021", "file-file": SimpleUploadedFile(name, content)}


def held() -> tuple[int, int]:
    with behind(Reader.system("test")):
        return (
            ImportBatch.objects.using(Store.INSIDE).count(),
            CountedCase.objects.using(Store.INSIDE).count(),
        )


def test_a_file_sent_to_the_desk_waits_sealed_and_comes_in_once_with_a_report(
    cast: Cast, desk: Desk
) -> None:
    browser = desk("olga")
    packed = gzip.compress(text(*ROWS, {"gender": NOWHERE}).encode())
    sent = browser.post(PAGE, form("rows.csv.gz", packed), **HTML)
    assert sent.status_code == 302
    assert sent["Location"].endswith("/jobs/")
    job = Job.objects.using(Store.INSIDE).get(name="case.import_file")
    assert len(job.checkpoint) > len(packed)
    assert "gender" not in job.checkpoint
    assert held() == (0, 0)
    assert jobs.run_waiting(access.reader_by_name) == 1
    job.refresh_from_db(using=Store.INSIDE)
    assert (job.state, job.checkpoint) == ("done", "null")
    assert held() == (1, len(ROWS))
    (line,) = lines("case.import_batch")
    with behind(Reader.system("test")):
        batch = ImportBatch.objects.using(Store.INSIDE).get()
    assert batch.digest in str(line.detail)
    shown = browser.get(PAGE, **HTML).content.decode()
    assert f"/en/case/files/{batch.id}/" in shown
    report = browser.get(f"/en/case/files/{batch.id}/", **HTML).content.decode()
    assert "gender" in report
    assert NOWHERE not in report
    again = browser.post(PAGE, form("other.csv.gz", packed), **HTML)
    assert again.status_code == 400
    assert "is in already" in again.content.decode()
    assert Job.objects.using(Store.INSIDE).count() == 1


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("rows.pdf", b"%PDF", "no table"),
        ("rows.csv.gz", gzip.compress(b"a,b\n1,2\n", mtime=0)[:-6], "damaged"),
        ("rows.csv", b"x" * (LARGEST + 1), "larger than 2 MB"),
        ("rows.csv", b"", "empty"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_form_and_nothing_waits(
    cast: Cast, desk: Desk, name: str, content: bytes, word: str
) -> None:
    answer = desk("olga").post(PAGE, form(name, content), **HTML)
    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert not Job.objects.using(Store.INSIDE).exists()


def test_a_file_that_the_format_does_not_fit_fails_whole_and_is_forgotten(
    cast: Cast, desk: Desk
) -> None:
    desk("olga").post(PAGE, form("rows.csv", b"not,these,columns\n1,2,3\n"), **HTML)
    jobs.run_waiting(access.reader_by_name)
    job = Job.objects.using(Store.INSIDE).get()
    assert (job.state, job.checkpoint) == ("failed", "null")
    assert "ctdc-2021.csv" in job.message
    assert "CTDC 2021" in desk("olga").get("/en/jobs/", **HTML).content.decode()
    assert held() == (0, 0)


def test_only_who_may_bring_cases_in_sees_the_page(cast: Cast, desk: Desk) -> None:
    for name in ("bob", "rita"):
        assert desk(name).get(PAGE, **HTML).status_code == 403
    assert "Cases from files" in desk("charlie").get("/en/case/", **HTML).content.decode()


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is a folder") as refused:
        opening.opened(tmp_path)
    assert "one file" in refused.value.next_step


def test_a_file_that_changes_while_it_is_read_keeps_nothing(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("prs_Gender,hte_Date\nFeminine,2020-01-01\n")

    class Writing(SilentProgress):
        def start(self, label: str, total: int) -> None:
            path.write_text("prs_Gender,hte_Date\nMasculine,2020-01-01\n")

    with behind(cast.charlie), pytest.raises(Conflict, match="changed while it was read"):
        exchange.bring_in(cast.charlie, path, exchange.PEOPLE, Writing())
    with behind(cast.charlie):
        assert not queries.cases(cast.charlie).exists()
