"""One call sent down the whole line over HTTP, as a counsellor, a case worker and a member of the public would.

What people do goes through pages. The two things that wait for a quarter to end, release and report, are done in this
process with the clock standing on the first day of the next quarter, which only a throw-away fictional home allows.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit
from uuid import UUID

import click

from dotline.access import keys
from dotline.access import queries as access
from dotline.access.unit import behind
from dotline.audit import queries as ledger
from dotline.audit import stores
from dotline.base import clock
from dotline.base.errors import Unavailable
from dotline.base.ids import stable_id
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.cli.memory import peak_megabytes
from dotline.cli.visitor import Page, Visitor
from dotline.gates import clean_room
from dotline.intake import demo as history
from dotline.intake.actions import import_history
from dotline.report import jobs as report_jobs
from dotline.site import home
from dotline.statistics import jobs as statistics_jobs
from dotline.statistics import queries as figures
from dotline.statistics.rules import periods
from dotline.ui.bilingual import LANGS

SHELTER = "Safe Door Shelter, Toronto"
AROUND = (
    400  # fictional calls of the running quarter, so that its figure is large enough to be shown
)
CANARY = f"FICTIONAL-{secrets.token_hex(6)}"

Answers = dict[str, str | list[str]]


@dataclass(frozen=True)
class Way:
    """Where the two sites are, and the home behind them."""

    desk: str
    public: str
    folder: Path


def tell(step: str, seconds: float, said: str) -> None:
    """Print one measured step."""
    click.echo(f"{step:<9} {seconds:6.2f} s  {said}")


def expect(held: bool, what: str) -> None:
    """Raise Unavailable where the line broke. `what` names no person and nothing that was typed."""
    if not held:
        raise Unavailable(
            "The line broke: {what}.",
            "The steps above still held; read the server's lines.",
            what=what,
        )


def walk(port: int, folder: Path, processes: Sequence[int]) -> None:
    """Send one call down the line and print each step. Raises Unavailable at the first one that breaks."""
    way = Way(f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port + 1}/", folder)
    quarter = periods.quarter_of(clock.today("America/Toronto"))
    _surround(quarter)
    before = _calls_counted(quarter)
    ada = sign_in(way.desk, "ada")
    call = _answer_call(ada)
    referral = _refer(ada, call)
    _end_call(ada, call)
    case = _accept(way, referral)
    _walls_hold(way, (call, referral, case))
    number = _release(quarter, before + 1)
    _report()
    _public(way, number, before + 1)
    _seals_hold(way)
    _ledgers_hold()
    for process in processes:
        peak = peak_megabytes(process)
        click.echo(f"memory    {peak:6.0f} MB  at most, process {process} and its children")


def _surround(quarter: str) -> None:
    begin = datetime.combine(periods.first_day(quarter), time(12), UTC)
    operator = access.operator()
    agency = access.local_agency(operator).id
    rows = [
        replace(
            row,
            id=stable_id("check-call", str(row.id)),
            agency=agency,
            started_at=begin,
            ended_at=begin + timedelta(minutes=9),
        )
        for row in history.history(2010)[:AROUND]
    ]
    import_history(by=operator, batch=rows)


def _calls_counted(quarter: str) -> int:
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        rows = clean_room.stream(release, periods.period(quarter))
        return sum(row.measure == "calls" for row in rows)


def sign_in(base: str, username: str) -> Visitor:
    """Somebody at the desk, signed in with password and the code that a demo's sign-in page shows."""
    visitor = Visitor(base)
    page = visitor.get("/en/access/sign-in/")
    row = next((cells for cells in page.cells if cells[:1] == [username]), [])
    expect(len(row) == 5, f"the sign-in page does not list {username}")
    form = page.form("username", "password", "code")
    opened = visitor.send(page, form, username=username, password=row[3], code=row[4])
    expect(opened.status == 200 and "sign-out" in opened.text, f"{username} could not sign in")
    tell("sign-in", opened.seconds, f"{username}, with password and TOTP")
    return visitor


def _answer_call(ada: Visitor) -> str:
    queue = ada.get("/en/intake/")
    page = ada.send(queue, queue.form("channel", "key"), channel="phone")
    path = urlsplit(page.url).path
    expect(page.status == 200 and "safe_now" in page.text, "no call opened")
    tell("open", page.seconds, "the call, with one key; time and channel are all it asks")
    form = page.form("safe_now", "needs", "place")
    draft = ada.send(page, replace(form, action=f"{path}draft/"), **_said())
    expect(draft.status < 300, "the draft was not kept")
    tell("draft", draft.seconds, "kept on the server, sealed")
    saved = ada.send(page, form, **_said(), do="services")
    expect(saved.status == 200 and "Safe Door" in saved.text, "no service appeared beside the call")
    tell("save", saved.seconds, "safety, need, place; services stand beside the call")
    return path


def _said() -> Answers:
    return {
        "safe_now": "yes",
        "needs": ["shelter"],
        "place": "Toronto",
        "language": "eng",
        "alias": CANARY,
        "summary": f"{CANARY} asks for a bed tonight.",
    }


def _refer(ada: Visitor, call: str) -> str:
    services = ada.get(ada.get(call).link("/referral/send/"))
    page = _service_of(ada, services)
    form = page.form("urgency", "lasts", "fields_shared")
    agreed: Answers = {"urgency": "urgent", "fields_shared": ["first_name", "language", "place"]}
    preview = ada.send(page, form, **agreed, step="preview")
    expect("shown" in preview.text, "the package was not shown before it was sent")
    expect(
        "asks for a bed" not in preview.text, "a field that was not consented to would have passed"
    )
    tell(
        "consent",
        preview.seconds,
        "names recipient, fields, purpose and end; the package is shown in words",
    )
    sent = ada.send(preview, preview.form("shown", "agreed"), agreed="on", step="send")
    expect(sent.status == 200 and "/referral/" in sent.url, "the referral was not sent")
    tell("refer", sent.seconds, "through the gate into the shelter's queue; its clock runs")
    return urlsplit(sent.url).path


def _service_of(ada: Visitor, services: Page) -> Page:
    part = urlsplit(services.url).path
    for link in services.links:
        if part in link and urlsplit(link).path != part:
            page = ada.get(link)
            if SHELTER in page.text:
                return page
    raise Unavailable(
        "The line broke: {what}.", "", what="the shelter takes no referral for this need"
    )


def _end_call(ada: Visitor, call: str) -> None:
    page = ada.get(f"{call}close/")
    ended = ada.send(page, page.form("disposition"), disposition="referred")
    expect(ended.status == 200, "the call could not be ended")
    tell("end", ended.seconds, "the call, with what became of each need")


def _accept(way: Way, referral: str) -> str:
    ben = sign_in(way.desk, "ben")
    queue = ben.get("/en/referral/")
    expect(referral in " ".join(queue.links), "the referral is not in the shelter's queue")
    page = ben.get(referral)
    expect(CANARY in page.text, "the receiver cannot read the consented name")
    expect("asks for a bed" not in page.text, "a field that was not consented to passed")
    tell("receive", page.seconds, "only what was consented to; opening it is on the ledger")
    form = page.form("case-status", "case-basis")
    known: Answers = {"case-forms_seen": ["ForcedLabour"], "case-name": CANARY}
    opened = ben.send(page, form, **known)
    expect(opened.status == 200 and "/case/" in opened.url, "no case was opened")
    tell(
        "case",
        opened.seconds,
        "accepted and opened in one transaction: person, facts, determination",
    )
    return urlsplit(opened.url).path


def _walls_hold(way: Way, paths: Sequence[str]) -> None:
    cleo = sign_in(way.desk, "cleo")
    started = perf_counter()
    for path in paths:
        expect(cleo.get(path).status in {403, 404}, "another agency could open what is not hers")
    tell(
        "walls", perf_counter() - started, "call, referral and case do not exist for another agency"
    )


def _release(quarter: str, expected: int) -> UUID:
    dana = access.reader_by_name("dana")
    started = perf_counter()
    with clock.frozen(_when_over(quarter)), behind(dana):
        sent = statistics_jobs.release_period(dana, periods.period(quarter))
        found = figures.number(dana, "calls", quarter)
    expect(found.value == expected, "the published figure does not hold the call")
    took = perf_counter() - started
    tell(
        "protect",
        took,
        f"{sent.hidden} of {sent.cells} cells hidden; clock on the day after {quarter}",
    )
    tell("figure", 0.0, f"{quarter}: {found.value} calls published, this one among them")
    return found.id


def _when_over(quarter: str) -> datetime:
    return datetime.combine(periods.last_day(quarter) + timedelta(days=1), time(17), UTC)


def _report() -> None:
    eli = access.reader_by_name("eli")
    quarter = periods.quarter_of(clock.today("America/Toronto"))
    started = perf_counter()
    with clock.frozen(_when_over(quarter) + timedelta(hours=1)), behind(eli):
        _row, built = report_jobs.build_and_keep(eli, "annual", LANGS, SilentProgress())
    said = f"{len(built.files)} files: HTML and PDF/UA-1 in both languages"
    tell("report", perf_counter() - started, said)


def _public(way: Way, number: UUID, value: int) -> None:
    anyone = Visitor(way.public)
    back = anyone.get(f"/en/statistics/numbers/{number}/")
    expect(
        back.status == 200 and f"{value:,}" in back.text, "the way back of the number is not shown"
    )
    tell("way back", back.seconds, "measure, keyed snapshot digest and gate passage of that number")
    listed = anyone.get("/fr/report/")
    pdf = anyone.get(listed.link(".pdf"))
    expect(
        pdf.status == 200 and pdf.body.startswith(b"%PDF"),
        "the report cannot be read by the public",
    )
    tell("read", pdf.seconds, f"the report as PDF, {len(pdf.body) // 1024} KiB")
    api = anyone.get("/services?per_page=5", accept="application/json")
    expect(api.status == 200 and '"contents"' in api.text, "the HSDS API does not answer")
    expect(not anyone.cookies, "the public site set a cookie")
    tell("api", api.seconds, "HSDS services for programs; no cookie was set")


def _seals_hold(way: Way) -> None:
    started = perf_counter()
    for path in sorted(way.folder.rglob("*")):
        if path.is_file():
            expect(CANARY.encode() not in path.read_bytes(), f"a name lies readable in {path.name}")
    tell(
        "seals",
        perf_counter() - started,
        "the name that was typed lies readable in no file of the home",
    )


def _ledgers_hold() -> None:
    started = perf_counter()
    home.sequence_all()
    public = keys.load(keys.OPERATOR).verifying()
    found = [ledger.verify(store, public) for store in stores.present()]
    expect(all(result.sound for result in found), "a ledger contradicts itself")
    tell(
        "ledger",
        perf_counter() - started,
        f"{sum(result.events for result in found)} lines, every chain sound",
    )
