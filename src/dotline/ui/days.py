"""Days in forms: chosen or typed, and in a year that a person can have meant."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

FIRST_YEAR, LAST_YEAR = 1900, 2199


def plausible(value: date) -> None:
    """Raise ValidationError for a year that nobody means, such as 1 where 2001 was half typed."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            gettext_lazy("The year %(year)s cannot be right. Write all four digits, such as 2026."),
            params={"year": f"{value.year:04}"},
        )


def day_field(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    """A day, chosen or typed."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(
        label=label, required=required, widget=widget, validators=[plausible], **more
    )
