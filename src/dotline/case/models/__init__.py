"""Tables of the room: cases, persons, what they are in a case, facts, determinations."""

from dotline.case.models.batches import CountedCase, ImportBatch, StandardRecord
from dotline.case.models.cases import (
    CaseFile,
    Determination,
    Episode,
    Fact,
    Identifier,
    Involvement,
    Person,
)

__all__ = [
    "CaseFile",
    "CountedCase",
    "Determination",
    "Episode",
    "Fact",
    "Identifier",
    "ImportBatch",
    "Involvement",
    "Person",
    "StandardRecord",
]
