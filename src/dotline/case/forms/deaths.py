"""Forms of a death: that somebody of the case died, and that this was a mistake."""

from django import forms
from django.utils.translation import gettext_lazy

from dotline.case.forms.people import PersonForm
from dotline.ui.days import day_field


class DeathForm(PersonForm):
    """Somebody who was helped has died."""

    on = day_field(gettext_lazy("The day of her death"), required=True)


class StrikeDeathForm(forms.Form):
    """A death was written down by mistake."""

    which = forms.UUIDField(widget=forms.HiddenInput)
