"""What a list of action items is narrowed to: what is missing, the pillar, who leads."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from dotline.plan.formats.words import GAPS
from dotline.plan.models import Pillar
from dotline.plan.queries import ItemStatus
from dotline.plan.rules import Gap
from dotline.reference import organisations
from dotline.ui.asked import lang
from dotline.ui.choices import choose


class FilterForm(forms.Form):
    """One choice of each kind, or none. What an address asks and we do not know narrows nothing."""

    gap = forms.ChoiceField(label=_("What is missing"), required=False)
    pillar = forms.ChoiceField(label=_("Pillar"), required=False)
    lead = forms.ChoiceField(label=_("Lead"), required=False)

    def __init__(
        self, asked: Mapping[str, str], pillars: Iterable[Pillar], found: Iterable[ItemStatus]
    ) -> None:
        super().__init__(asked, auto_id="filter_%s")
        leads = sorted({one.item.lead for one in found} - {""})
        any_ = ("", _("all"))
        now = lang()
        choose(
            self,
            gap=[any_, *((gap.value, words) for gap, words in GAPS.items())],
            pillar=[
                any_,
                *((one.code, one.label_fr if now == "fr" else one.label_en) for one in pillars),
            ],
            lead=[any_, *((code, organisations.find(code).name(now)) for code in leads)],
        )
        self.is_valid()  # a wrong choice drops out of cleaned_data

    @property
    def gap_asked(self) -> Gap | None:
        """What is missing from the items shown, if one gap was asked for."""
        code = self.cleaned_data.get("gap")
        return Gap(code) if code else None

    @property
    def narrows(self) -> bool:
        """Whether anything known was asked for."""
        return any(self.cleaned_data.values())

    def keeps(self, one: ItemStatus) -> bool:
        """Whether an item is shown."""
        said = self.cleaned_data
        pillar, lead = said.get("pillar"), said.get("lead")
        return (
            (self.gap_asked is None or self.gap_asked in one.gaps)
            and (not pillar or one.item.recommendation.pillar.code == pillar)
            and (not lead or one.item.lead == lead)
        )
