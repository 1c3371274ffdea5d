"""The form of a key for a program."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dotline.access.glass.forms import code_field
from dotline.access.programs.rules import DAYS, LONGEST_NAME, KeyRole, Scope
from dotline.base.ids import new_id
from dotline.ui.choices import choose

ROLE_LABELS = {
    KeyRole.PARTNER: _("Partner: what services tell registered partners"),
    KeyRole.HOTLINE: _("Help line: that, and what services tell help lines only"),
}
SCOPE_LABELS = {
    Scope.LISTINGS: _("The directory, as everybody reads it"),
    Scope.SHARED: _("What services tell this circle only"),
}


class KeyForm(forms.Form):
    """Which program, in which circle that its agency has, what it reads, for how long."""

    name = forms.CharField(
        label=_("Which program"),
        help_text=_("A name for this list. Not a person’s."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("In which circle it reads"),
        widget=forms.RadioSelect,
        initial=str(KeyRole.PARTNER),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it reads"),
        choices=[(str(code), label) for code, label in SCOPE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=[str(code) for code in Scope],
    )
    days = forms.TypedChoiceField(label=_("It lasts"), coerce=int, initial=str(DAYS[1]))
    code = code_field()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, *args: Any, roles: Sequence[KeyRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(str(days), ngettext("%(days)s day", "%(days)s days", days)) for days in DAYS]
        choose(
            self,
            days=[(days, told % {"days": days}) for days, told in words],
            role=[(str(code), ROLE_LABELS[code]) for code in roles],
        )
