"""Browsers of the page tests: somebody at the desk, a visitor of the public site, and what their pages hold."""

import html
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.test import Client

from dotline.access import totp
from dotline.access.actions import secret_of
from dotline.access.models import Worker
from dotline.audit.stores import Store
from dotline.base import clock

HTML: dict[str, Any] = {"HTTP_ACCEPT": "text/html"}
Desk = Callable[[str], Client]


def browser(worker: UUID | None) -> Client:
    """A browser in which this worker has signed in; of a stranger for None."""
    client = Client()
    if worker is not None:
        session = client.session
        session["worker"], session["seen"] = str(worker), int(clock.now().timestamp())
        session.save()
        client.cookies["dotline"] = session.session_key or ""
    return client


def code_of(username: str) -> str:
    """The six digits that a worker's device shows now."""
    return totp.code_now(secret_of(Worker.objects.using(Store.INSIDE).get(username=username)))


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page, by name."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}
