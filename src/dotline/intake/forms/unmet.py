"""A need that a search at the desk could not meet, without a call: codes alone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dotline.base.ids import new_id
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.ui.asked import lang
from dotline.ui.choices import choose


class UnmetForm(forms.Form):
    """What was looked for, where, and what stood in the way. There is no field for a word about a person."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    need = forms.ChoiceField(label=_("What was needed"))
    reason = forms.ChoiceField(label=_("What stood in the way"))
    province = forms.ChoiceField(label=_("Province or territory"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the lists in the language in force."""
        kwargs["initial"] = {"key": new_id(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        now = lang()
        choose(
            self,
            need=[("", "–"), *((one.code, one.label(now)) for one in taxonomy.every())],
            reason=[("", "–"), *vocabulary.choices("unmet_reasons", now)],
            province=[("", _("Not known")), *vocabulary.choices("provinces", now)],
        )
