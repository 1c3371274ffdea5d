"""Asking somebody to confirm a listing: what a link is, what may come back, and why an answer is refused. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from dotline.base.errors import N_, Invalid
from dotline.directory.formats import cells
from dotline.directory.rules import sets

LASTS: Final = timedelta(days=14)  # of a link
LETTER: Final = "listing"  # the kind of a letter that answers one
SERVICE_FIELDS: Final = (
    "name",
    "name_fr",
    "description",
    "description_fr",
    "eligibility_description",
    "eligibility_description_fr",
    "url",
    "email",
)
OTHER_FIELDS: Final = {"phone": ("phone", "number"), "address": ("address", "address_1")}
REMARK: Final = "remark"
"""What comes back in words only: a person reads it and mends the listing at its source."""


class AnswerKind(StrEnum):
    """What somebody answered."""

    CONFIRM = "confirm"
    CORRECT = "correct"


class AnswerState(StrEnum):
    """What became of an answer."""

    OPEN = "open"  # corrections wait for a steward
    DONE = "done"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why an answer does nothing."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    NEWER = "newer"  # a newer link was made, which alone counts
    CHANGED = "changed"  # the listing says something else by now
    LATER = "later"  # a later answer came through the same link, which alone counts


@dataclass(frozen=True)
class Asked:
    """A request as an answer is judged against it."""

    version: str
    expires: datetime
    used: datetime | None = None
    withdrawn: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """What a letter says: the token, the kind, and for corrections what was written by field."""

    token: str
    kind: AnswerKind
    told: Mapping[str, str]
    sent: str = (
        ""  # the moment it was posted, as ISO text in UTC: the drop keeps no more than a day
    )


def digest(token: str) -> str:
    """What is kept of a token. It is 192 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def version(facts: Mapping[str, str]) -> str:
    """The digest of what a listing says."""
    return hashlib.sha256(json.dumps(dict(facts), sort_keys=True).encode()).hexdigest()


def refusal(asked: Asked | None, at: datetime, kind: AnswerKind, now: str) -> Refusal | None:
    """Why an answer counts for nothing, or None. `now` is the version of the listing as it stands.

    A correction to a listing that changed since is still read: it stands beside what the listing says by now.
    """
    if asked is None:
        return Refusal.UNKNOWN
    if asked.used is not None:
        return Refusal.USED
    if asked.withdrawn is not None:
        return Refusal.NEWER
    if at > asked.expires:
        return Refusal.EXPIRED
    if kind is AnswerKind.CONFIRM and asked.version != now:
        return Refusal.CHANGED
    return None


def letter(reply: Reply) -> str:
    """A reply as the text of a letter."""
    return json.dumps(
        {
            "token": reply.token,
            "kind": reply.kind.value,
            "told": dict(reply.told),
            "sent": reply.sent,
        },
        ensure_ascii=False,
    )


def reply(text: str) -> Reply:
    """A letter read back. Raises Invalid for one that is none of ours."""
    try:
        given: Any = json.loads(text)
        told = {
            str(name): str(words)
            for name, words in given["told"].items()
            if name in (*SERVICE_FIELDS, *OTHER_FIELDS, *sets.SETS, REMARK)
        }
        sent = str(given.get("sent") or "")[:40]
        return Reply(str(given["token"]), AnswerKind(given["kind"]), told, sent)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("This letter answers no request of ours.", "Set it aside.") from error


_FORMS: Final = {
    "phone": (cells.phone, N_("Write the phone number alone, with its area code.")),
    "email": (cells.email, N_("Write one e-mail address, like help@example.org.")),
    "url": (cells.uri, N_("Write the whole address of the website. It begins with https://")),
}


def misshapen(name: str, words: str) -> str:
    """What is wrong with the form of a correction, as a sentence to translate; '' when nothing is."""
    if name in sets.SETS:
        return "" if sets.well(name, words) else N_("These hours or languages cannot be read.")
    check, sentence = _FORMS.get(name, (None, ""))
    if check is None or not words.strip():
        return ""
    found = check(words.strip())
    return "" if found.value is not None and not found.reason else sentence


def changed(facts: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """What somebody wrote that the listing does not say."""
    found = {name: words.strip().replace("\r\n", "\n") for name, words in given.items()}
    return {name: words for name, words in found.items() if words and words != facts.get(name, "")}
