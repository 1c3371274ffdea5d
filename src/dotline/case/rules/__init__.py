"""What a case is made of, and what follows from it. No database, no clock."""

from dotline.case.rules.cases import (
    ACCUSED_ROLES,
    ADULT,
    BASES,
    FACT_LISTS,
    FORMS,
    MAY_KEEP_ACCUSED,
    POSSIBLE,
    Answer,
    Birth,
    Role,
    clean_identifier,
    decides_as,
    main_form,
    minor_at,
)
from dotline.case.rules.deadlines import Deadline, DueState, Happening

__all__ = [
    "ACCUSED_ROLES",
    "ADULT",
    "BASES",
    "FACT_LISTS",
    "FORMS",
    "MAY_KEEP_ACCUSED",
    "POSSIBLE",
    "Answer",
    "Birth",
    "Deadline",
    "DueState",
    "Happening",
    "Role",
    "clean_identifier",
    "decides_as",
    "main_form",
    "minor_at",
]
