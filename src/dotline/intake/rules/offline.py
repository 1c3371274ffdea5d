"""A call taken while the database was down: what is sealed into the queue, and read out of it again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dotline.base.errors import Invalid

VERSION: Final = 1
LONGEST: Final = 60_000  # characters of the form's fields, as of a draft
OLDEST: Final = timedelta(
    days=30
)  # of a queue: what is older was lost and found, and a person looks at it
AHEAD: Final = timedelta(minutes=10)  # how wrong a clock may go


@dataclass(frozen=True)
class OfflineCall:
    """`key` makes it one call however often it comes. `fields` are those of the call form, as they were sent.

    `taken_by` is the account that took the call: proven by the desk's pass where `proven`, else as typed.
    """

    key: UUID
    agency: UUID
    channel: str
    began: datetime
    ended: datetime
    disposition: str
    taken_by: str
    proven: bool
    fields: Mapping[str, list[str]]


def text_of(call: OfflineCall) -> str:
    """The call as JSON. Raises Invalid when it is longer than any call."""
    fields = dict(call.fields)
    if len(json.dumps(fields)) > LONGEST:
        raise Invalid("The call is too long to be kept.", "Shorten the notes.")
    told = {
        "version": VERSION,
        "key": str(call.key),
        "agency": str(call.agency),
        "channel": call.channel,
        "began": call.began.isoformat(),
        "ended": call.ended.isoformat(),
        "disposition": call.disposition,
        "taken_by": call.taken_by,
        "proven": call.proven,
        "fields": fields,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def read(text: str) -> OfflineCall:
    """The call that a text holds. Raises Invalid, without a word of it."""
    try:
        told = json.loads(text)
        began, ended = (datetime.fromisoformat(told[name]) for name in ("began", "ended"))
        if told["version"] != VERSION or began.tzinfo is None or ended.tzinfo is None:
            raise unreadable()
        fields = {str(name): [str(one) for one in many] for name, many in told["fields"].items()}
        texts = (str(told[name]) for name in ("channel", "disposition", "taken_by"))
        channel, disposition, taken_by = texts
        return OfflineCall(
            key=UUID(told["key"]),
            agency=UUID(told["agency"]),
            channel=channel,
            began=began,
            ended=max(began, ended),
            disposition=disposition,
            taken_by=taken_by,
            proven=told["proven"] is True,
            fields=fields,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise unreadable() from error


def unreadable() -> Invalid:
    """What to say of a file that opens and holds no call."""
    return Invalid(
        "This file of the queue does not hold a call that can be read.",
        "It is kept aside. Ask who took the call.",
    )


def check_times(call: OfflineCall, now: datetime) -> None:
    """Raises Invalid for a call of the future or of long ago: its times would spoil every clock."""
    if not now - OLDEST <= call.began or call.ended > now + AHEAD:
        raise Invalid(
            "The times of this call cannot be right.",
            "It is kept aside. Ask who took the call, and write it down anew.",
        )
