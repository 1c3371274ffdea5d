"""A hundred call-takers with think time, 1,000 referrals an hour, on the real servers (promise: p95 under 300 ms).

Each works through whole calls at the desk that `serve` runs: open, drafts, services beside, save, consent, send,
end; receivers look into their queues and accept or decline. All of it is HTTP: nobody touches the database once
the clock runs. They stand at a random point of a call when it starts, as on any evening. With
`bench --postgres call_takers` the same on PostgreSQL. $DOTLINE_TAKERS_SECONDS says how long.
"""

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median

from benchmarks._browsers import Book, Browser, Failed, Fields
from dotline.cli.bench import Row
from dotline.cli.memory import peak_megabytes

CALL_TAKERS = 100
SECONDS = float(os.environ.get("DOTLINE_TAKERS_SECONDS", "120"))
PER_HOUR, LIMIT, SEED = 1_000.0, 300.0, 2010
PROVINCES = {"on": "Toronto", "qc": "Montréal", "bc": "Vancouver", "mb": "Winnipeg", "ns": "Halifax"}  # fmt: skip
KINDS = ("shelter", "legal", "health")
NEEDS = ("shelter", "legal_aid", "counselling", "immigration_help")
PASSWORD = "fictional-bench-country"  # noqa: S105 - of accounts that live for some minutes
ACCEPTED = 0.8  # of what a receiver answers
AT_ONCE = 4  # before the clock runs: as many as the desk has threads
ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# One call: what is done, after how many seconds on average of talking, listening and typing. 341 s in all, so a
# hundred of them make 1,056 referrals an hour. The page itself sends a draft whenever somebody stops typing.
CALL = (
    ("queue", 10), ("open", 5), ("draft", 20), ("draft", 20), ("draft", 20), ("beside", 8), ("draft", 20),
    ("draft", 20), ("draft", 20), ("save", 15), ("draft", 20), ("draft", 20), ("beside", 8), ("save", 10),
    ("services", 10), ("consent", 15), ("preview", 45), ("send", 25), ("end", 30),
)  # fmt: skip
LOOK, READ = 20.0, 15.0  # seconds between two looks into a queue, and over one referral


def run(home: Path) -> Sequence[Row]:
    """Fill a demo country, make the accounts, serve it, sign everybody in with TOTP, and let them work."""
    (home / "FICTIONAL").write_text("FICTIONAL / FICTIF\n")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    from django.db import connections  # noqa: PLC0415

    from dotline.cli import ports, serve  # noqa: PLC0415

    _filled()
    accounts = _accounts()
    connections.close_all()
    with serve.processes(ports.free_pair()) as started:
        port = int(started[0].args[started[0].args.index("--port") + 1])  # type: ignore[union-attr,index]
        evening = asyncio.run(_evening(port, accounts))
        peaks = [peak_megabytes(process.pid) for process in started[:2]]
    return [*evening, Row("peak memory of a web process", [max(peaks)], unit="MB", limit=300)]


def _filled() -> None:
    from importlib import import_module  # noqa: PLC0415

    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.site import home  # noqa: PLC0415

    with behind(Reader.system("bench")):
        for room in ("access", "gates", "directory", "intake", "referral"):
            import_module(f"dotline.{room}.demo").fill(seed=SEED, progress=SilentProgress())
    home.sequence_all()


@dataclass(frozen=True)
class Account:
    """Somebody who will sign in. The secret is what her telephone holds."""

    name: str
    secret: bytes
    receives: bool


def _accounts() -> list[Account]:
    """A hundred counsellors of the hotline, and a receiver for each agency that is asked."""
    from dotline.access import totp  # noqa: PLC0415
    from dotline.access.actions import NewWorker, add_worker  # noqa: PLC0415
    from dotline.access.demo import agency_id  # noqa: PLC0415
    from dotline.access.queries import operator  # noqa: PLC0415
    from dotline.access.roles import Role  # noqa: PLC0415

    receivers = [f"{kind}-{province}" for kind in KINDS for province in PROVINCES]
    wanted = [(f"taker-{one:03}", "local", Role.COUNSELLOR) for one in range(CALL_TAKERS)]
    wanted += [(f"at-{code}", code, Role.CASE_WORKER) for code in receivers]
    made = []
    for name, agency, role in wanted:
        secret = totp.new_secret()
        new = NewWorker(
            name, f"{name} (FICTIONAL)", agency_id(agency), (role,), PASSWORD, secret, "en"
        )
        add_worker(by=operator(), worker=new)
        made.append(Account(name, secret, agency != "local"))
    return made


# --- one person ------------------------------------------------------------------------------


@dataclass
class Desk:
    """What all of them share: the book, and the referrals sent and answered so far."""

    book: Book
    sent: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)


async def sign_in(browser: Browser, account: Account) -> None:
    """Name, password and the code of the moment, through the page."""
    from dotline.access import totp  # noqa: PLC0415

    await browser.get("/en/access/sign-in/", "sign-in page")
    code = totp.code_now(account.secret)
    given = [browser.token(), ("username", account.name), ("password", PASSWORD), ("code", code)]
    await browser.post("/en/access/sign-in/", given, "sign in", "first page")


class Taker:
    """One call-taker: her browser and the call that she is in."""

    def __init__(self, browser: Browser, desk: Desk, number: int) -> None:
        self.browser, self.desk, self.chance = browser, desk, Random(SEED + number)
        self.typed, self.call, self.send_to = 0, "", ""
        self.province = "on"
        self.consent: Fields = ()

    async def step(self, name: str) -> None:
        """One thing that she does."""
        work: Callable[[], Awaitable[object]] = getattr(self, f"_{name}")
        await work()

    async def _queue(self) -> None:
        await self.browser.get("/en/intake/", "list of calls")

    async def _open(self) -> None:
        given = [self.browser.token(), ("key", self.browser.hidden("key")), ("channel", "phone")]
        await self.browser.post("/en/intake/open/", given, "open a call", "call page")
        self.call, self.typed = self.browser.at, 0
        self.province, self.need = self.chance.choice(list(PROVINCES)), self.chance.choice(NEEDS)

    def _said(self) -> list[tuple[str, str]]:
        self.typed += 1
        return [
            self.browser.token(), ("key", self.browser.hidden("key", 'id="call"')),
            ("revision", self.browser.hidden("revision", 'id="call"')),
            ("needs", self.need), ("needs", "system_navigation"),
            ("safe_now", "yes"), ("place", PROVINCES[self.province]), ("language", "eng"), ("alias", "FICTIONAL"),
            ("summary", "FICTIONAL " + "words " * 25 * self.typed),
        ]  # fmt: skip

    async def _draft(self) -> None:
        await self.browser.post(f"{self.call}draft/", self._said(), "draft")

    async def _beside(self) -> None:
        path = (
            f"/en/intake/services/?needs={self.need}&place={PROVINCES[self.province]}&language=eng"
        )
        page = self.browser.page
        await self.browser.get(path.replace("é", "%C3%A9"), "services beside")
        self.browser.page = page  # it is put into the page, in place of the services before

    async def _save(self) -> None:
        await self.browser.post(self.call, self._said(), "save the call", "call page")

    async def _services(self) -> None:
        path = self.call.replace("/intake/", "/referral/send/")
        await self.browser.get(path, "services for the call")
        links = sorted(set(re.findall(rf'href="({re.escape(path)}{ID}/)"', self.browser.page)))
        if not links:
            raise LookupError(f"{path} lists nobody for {self.need}")
        self.send_to = self.chance.choice(links)

    async def _consent(self) -> None:
        await self.browser.get(self.send_to, "consent form")

    async def _preview(self) -> None:
        page = self.browser
        needs = re.findall(r'name="needs" value="([a-z_]+)"[^>]*checked', page.page)
        self.consent = [
            ("key", page.hidden("key")), *(("needs", one) for one in needs), ("urgency", "urgent"), ("lasts", "30"),
            ("how", "spoken"), ("language", "eng"), ("given_by", "self"), ("fields_shared", "first_name"),
            ("fields_shared", "language"), ("fields_shared", "place"),
        ]  # fmt: skip
        await page.post(self.send_to, [page.token(), *self.consent, ("step", "preview")], "preview")

    async def _send(self) -> None:
        page = self.browser
        given = [
            page.token(),
            *self.consent,
            ("shown", page.hidden("shown")),
            ("agreed", "on"),
            ("step", "send"),
        ]
        await page.post(self.send_to, given, "send the referral", "referral page")
        self.desk.sent.add(page.at)
        self.desk.book.reached("sent")

    async def _end(self) -> None:
        await self.browser.get(f"{self.call}close/", "end page")
        given = [self.browser.token(), ("disposition", "referred")]
        await self.browser.post(f"{self.call}close/", given, "end the call", "list of calls")

    async def work(self, start: int, until: float) -> None:
        """From one step of the call on, with think time, one call after another."""
        at, first = start, True
        while True:
            name, mean = CALL[at]
            pause = (
                mean * self.chance.uniform(0, 1) if first else mean * self.chance.uniform(0.5, 1.5)
            )
            if time.perf_counter() + pause > until:
                return
            await asyncio.sleep(pause)
            try:
                await self.step(name)
                at, first = (at + 1) % len(CALL), False
            except Failed:  # it stands in the book; she begins anew
                at = 0


async def receive(browser: Browser, desk: Desk, chance: Random, until: float) -> None:
    """A receiver: looks into her queue, reads what came, says yes or no."""
    while (pause := chance.uniform(0.5, 1.5) * LOOK) + time.perf_counter() < until:
        await asyncio.sleep(pause)
        try:
            await browser.get("/en/referral/", "list of referrals")
            links = set(re.findall(rf'href="(/en/referral/{ID}/)"', browser.page))
            for path in sorted(links & desk.sent - desk.answered):
                await browser.get(path, "referral page")
                await asyncio.sleep(
                    min(chance.uniform(0.5, 1.5) * READ, max(0.0, until - time.perf_counter()))
                )
                if time.perf_counter() >= until:
                    return
                desk.answered.add(path)
                await _answer(browser, path, yes=chance.random() < ACCEPTED)
        except Failed:
            continue


async def _answer(browser: Browser, path: str, *, yes: bool) -> None:
    if yes:
        await browser.post(f"{path}accept/", [browser.token()], "accept", "referral page")
    else:
        given = [browser.token(), ("decline-reason", "ineligible")]
        await browser.post(f"{path}decline/", given, "decline", "list of referrals")
    browser.book.reached("answered")


# --- all of them -----------------------------------------------------------------------------


async def _evening(port: int, accounts: Sequence[Account]) -> list[Row]:
    desk, signing = Desk(Book()), Book(open=True)
    browsers = {one.name: Browser(port, signing) for one in accounts}
    gate = asyncio.Semaphore(AT_ONCE)

    async def enter(account: Account) -> None:
        async with gate:
            await sign_in(browsers[account.name], account)

    await asyncio.gather(*(enter(one) for one in accounts))
    for browser in browsers.values():
        browser.book = desk.book
    names = [one.name for one in accounts if not one.receives]
    takers = [Taker(browsers[name], desk, number) for number, name in enumerate(names)]
    starts = [_somewhere(taker.chance) for taker in takers]

    async def begin(taker: Taker, start: int) -> None:
        async with gate:
            for name, _mean in CALL[:start]:
                await taker.step(name)

    await asyncio.gather(*map(begin, takers, starts))
    receivers = [browsers[one.name] for one in accounts if one.receives]
    took, share = await _measured(desk, takers, starts, receivers)
    for browser in browsers.values():
        await browser.close()
    return [
        *_rows(desk.book, signing, took),
        Row("this client, of one core", [share], unit="%", limit=30),
    ]


async def _measured(
    desk: Desk, takers: Sequence[Taker], starts: Sequence[int], receivers: Sequence[Browser]
) -> tuple[float, float]:
    """Let everybody work; the seconds it took, and this client's own share of a core in per cent."""
    begin, used = time.perf_counter(), time.process_time()
    until = begin + SECONDS
    desk.book.open = True
    await asyncio.gather(
        *(taker.work(start, until) for taker, start in zip(takers, starts, strict=True)),
        *(receive(one, desk, Random(number), until) for number, one in enumerate(receivers)),
    )
    desk.book.open = False
    took = time.perf_counter() - begin
    return took, 100 * (time.process_time() - used) / took


def _somewhere(chance: Random) -> int:
    """The step that somebody waits for at any moment: the longer the wait before it, the likelier."""
    return chance.choices(range(len(CALL)), [mean for _name, mean in CALL])[0]


def _rows(book: Book, signing: Book, took: float) -> list[Row]:
    every = [one for samples in book.took.values() for one in samples]
    rows = [
        Row(f"sign in with TOTP, {len(signing.took['sign in'])} people", signing.took["sign in"])
    ]
    rows += [
        Row(kind, samples, limit=LIMIT, on_p95=True)
        for kind, samples in sorted(book.took.items(), key=lambda one: -median(one[1]))
    ]
    rows.append(Row(f"every request, {CALL_TAKERS} call-takers", every, limit=LIMIT, on_p95=True))
    rows.append(Row("requests a second", [len(every) / took], unit="/s"))
    rows.append(
        Row("referrals sent an hour", [book.done["sent"] * 3600 / took], unit="/h", least=PER_HOUR)
    )
    rows.append(Row("referrals answered an hour", [book.done["answered"] * 3600 / took], unit="/h"))
    errors = book.errors + signing.errors
    rows += [
        Row(f"error, {why}", [count], unit="answers", limit=1) for why, count in errors.items()
    ]
    return [*rows, Row("errors in all", [errors.total()], unit="answers", limit=1)]
