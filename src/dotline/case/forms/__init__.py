"""Forms of the case room."""

from dotline.case.forms.cases import (
    BASIS_LABELS,
    LIST_LABELS,
    CloseForm,
    DeterminationForm,
    FactForm,
    IdentifierForm,
    OpenForm,
    bases,
    role_label,
)

__all__ = [
    "BASIS_LABELS",
    "LIST_LABELS",
    "CloseForm",
    "DeterminationForm",
    "FactForm",
    "IdentifierForm",
    "OpenForm",
    "bases",
    "role_label",
]
