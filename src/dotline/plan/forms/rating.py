"""The form of a rating: one of five words, and what it rests on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dotline.base.ids import new_id
from dotline.plan.formats.words import RATINGS
from dotline.plan.rules.ratings import LONGEST_EVIDENCE, LONGEST_SOURCE, Grounds


class RatingForm(forms.Form):
    """How far an item is, in the five words of the Open Government Partnership, and how that is known."""

    rating = forms.ChoiceField(
        label=_("How far is it?"),
        choices=[(str(code), label) for code, label in RATINGS.items()],
        widget=forms.RadioSelect,
    )
    evidence_en = forms.CharField(
        label=_("What it rests on, in English"),
        help_text=_("Everybody reads it. Nobody’s name, and no single person’s story."),
        max_length=LONGEST_EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence_fr = forms.CharField(
        label=_("What it rests on, in French"),
        max_length=LONGEST_EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(
        label=_("Where everybody can read it"),
        help_text=_("A document with its page, or an address."),
        max_length=LONGEST_SOURCE,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def grounds(self) -> Grounds:
        """What a valid form rests the rating on."""
        said = self.cleaned_data
        return Grounds(said["evidence_en"], said["evidence_fr"], said["source"])
