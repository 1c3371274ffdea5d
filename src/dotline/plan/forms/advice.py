"""The forms of the Rapporteur's advice and of the reply to it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dotline.base import clock
from dotline.base.ids import new_id
from dotline.plan.models import ActionItem
from dotline.plan.rules.advice import LONGEST, PlanWords
from dotline.reference import organisations
from dotline.ui.asked import lang
from dotline.ui.choices import choose
from dotline.ui.days import day_field


class WordsForm(forms.Form):
    """The same words in both languages; everybody reads them."""

    text_en = forms.CharField(
        label=_("In English"),
        help_text=_("Everybody reads it. Nobody’s name, and no single person’s story."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text_fr = forms.CharField(
        label=_("In French"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    on = day_field(_("Its day"), required=True, initial=clock.today)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def words(self) -> PlanWords:
        """What a valid form says."""
        return PlanWords(self.cleaned_data["text_en"], self.cleaned_data["text_fr"])


class AdviceForm(WordsForm):
    """Advice: to whom, about which item, what."""

    to = forms.ChoiceField(label=_("To whom"))
    item = forms.ChoiceField(label=_("About which item"), required=False)
    field_order = ("to", "item", "text_en", "text_fr", "on", "key")

    def __init__(self, items: Iterable[ActionItem], asked: Mapping[str, Any] | None = None) -> None:
        super().__init__(asked)
        now = lang()
        there = [one for one in organisations.every() if one.until is None]
        choose(
            self,
            to=[(one.code, one.name(now)) for one in sorted(there, key=lambda x: x.name(now))],
            item=[
                ("", _("none in particular")),
                *(
                    (one.code, f"{one.code}. {one.text_fr if now == 'fr' else one.text_en}")
                    for one in items
                ),
            ],
        )
