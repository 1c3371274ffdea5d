"""Choices of forms in the language in force: the codes of a list, and giving a field what it offers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from dotline.reference import vocabulary
from dotline.ui.asked import lang

Choices = list[tuple[str, Any]]


def listed(name: str, only: Sequence[str] = ()) -> Choices:
    """The codes of a list as choices; `only` picks and orders some."""
    if not only:
        return list(vocabulary.choices(name, lang()))
    return [(code, vocabulary.label(name, code, lang())) for code in only]


def choose(form: forms.BaseForm, **offered: Iterable[tuple[str, Any]]) -> None:
    """Give fields of a form what they offer, by their names."""
    for name, choices in offered.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what the class says
        field.choices = list(choices)
