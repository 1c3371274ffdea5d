"""A Passage: what one gate lets through once. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dotline.base.ids import new_id


class Gate(StrEnum):
    """The four ways out of an agency's wall."""

    REFER = "refer"
    ENCODE = "encode"
    PROTECT = "protect"
    PUBLISH = "publish"


@dataclass(frozen=True)
class Passage:
    """One thing that passed one gate.

    `recipient` is an agency for *refer*; None means the nation (protect, publish). `basis` is the code of what makes it
    lawful. `fields` names what passes; the ledger keeps these names, never the values. `payload` is JSON-able.
    """

    gate: Gate
    room: str
    sender: UUID | None
    recipient: UUID | None
    basis: str
    fields: tuple[str, ...]
    payload: Mapping[str, object] = field(repr=False)
    at: datetime
    id: UUID = field(default_factory=new_id)
