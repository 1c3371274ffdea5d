"""Many browsers in one process: connections kept open, cookies kept, each answer timed. Not a benchmark itself."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

Fields = Sequence[tuple[str, str]]
PATIENCE = 30.0  # seconds for one answer
LIMIT = 4_000_000  # bytes of one header block


@dataclass
class Book:
    """What was measured while it was open: milliseconds by kind of request, and what went wrong."""

    open: bool = False
    took: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, milliseconds: float) -> None:
        """One answer."""
        if self.open:
            self.took.setdefault(kind, []).append(milliseconds)

    def failed(self, kind: str, why: str) -> None:
        """One request without a good answer. Counted before the measured time too: nothing may fail."""
        self.errors[f"{kind}: {why}"] += 1

    def reached(self, what: str) -> None:
        """One thing got done."""
        if self.open:
            self.done[what] += 1


class Failed(Exception):
    """A request had no good answer; it stands in the book."""


class Browser:
    """One person's browser."""

    def __init__(self, port: int, book: Book) -> None:
        self.port, self.book = port, book
        self.cookies: dict[str, str] = {}
        self.page = ""
        self.at = ""
        self._pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, kind: str) -> str:
        """Read a page; a redirect is followed and counts as a page of its own."""
        return await self._go("GET", path, None, kind)

    async def post(self, path: str, fields: Fields, kind: str, then: str = "") -> str:
        """Send a form; the page that it leads to is counted as `then`."""
        return await self._go("POST", path, urlencode(fields), kind, then)

    def hidden(self, name: str, after: str = "") -> str:
        """A hidden field of the page shown last, from the text `after` on."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page[self.page.find(after) :])
        if found is None:
            raise LookupError(f"{self.at} has no {name}")
        return found[1]

    def token(self) -> tuple[str, str]:
        """The field that proves that a form came from our page."""
        return ("csrfmiddlewaretoken", self.hidden("csrfmiddlewaretoken"))

    async def close(self) -> None:
        """Hang up."""
        if self._pipe is not None:
            self._pipe[1].close()
            self._pipe = None

    async def _go(self, method: str, path: str, body: str | None, kind: str, then: str = "") -> str:
        begin = time.perf_counter()
        try:
            status, location, text = await asyncio.wait_for(
                self._asked(method, path, body), PATIENCE
            )
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            await self.close()
            self.book.failed(kind, type(error).__name__)
            raise Failed(f"{kind}: {type(error).__name__}") from error
        self.book.note(kind, (time.perf_counter() - begin) * 1000)
        if status >= 400:
            self.book.failed(kind, str(status))
            raise Failed(f"{kind}: {status}")
        if location:
            return await self._go("GET", location.partition("#")[0], None, then or f"{kind}, then")
        if status != 204:
            self.page, self.at = text, path
        return text

    async def _asked(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        """Once more on a fresh connection when the server had hung up on the kept one, as browsers do."""
        if self._pipe is not None:
            if self._pipe[0].at_eof():
                await self.close()
            else:
                try:
                    return await self._once(method, path, body)
                except (ConnectionError, asyncio.IncompleteReadError) as error:
                    if getattr(error, "partial", b""):
                        raise
                    await self.close()
        return await self._once(method, path, body)

    async def _once(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        if self._pipe is None:
            self._pipe = await asyncio.open_connection("127.0.0.1", self.port, limit=LIMIT)
        reader, writer = self._pipe
        data = (body or "").encode()
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [
            f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept: text/html", f"Cookie: {jar}",
        ]  # fmt: skip
        if body is not None:
            head += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(data)}",
            ]
        writer.write("\r\n".join([*head, "", ""]).encode() + data)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in lines[1:] if ": " in line]
        for name, value in headers:
            if name.lower() == "set-cookie" and (found := re.match(r"([^=]+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        given = {name.lower(): value for name, value in headers}
        content = await _body(reader, given)
        if given.get("connection", "").lower() == "close":
            await self.close()
        return int(lines[0].split()[1]), given.get("location", ""), content.decode()


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return b""
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
