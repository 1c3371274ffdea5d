"""Forms of the case room."""

from dotline.case.forms.cases import (
    BASIS_LABELS,
    LIST_LABELS,
    Choices,
    CloseForm,
    DeterminationForm,
    FactForm,
    IdentifierForm,
    OpenForm,
    bases,
    lang,
    listed,
    role_label,
)

__all__ = [
    "BASIS_LABELS",
    "LIST_LABELS",
    "Choices",
    "CloseForm",
    "DeterminationForm",
    "FactForm",
    "IdentifierForm",
    "OpenForm",
    "bases",
    "lang",
    "listed",
    "role_label",
]
