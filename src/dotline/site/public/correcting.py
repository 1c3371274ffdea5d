"""The form in which whoever was sent a link corrects a listing: each field as it stands, to be written over."""

from collections.abc import Iterable

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.directory.queries import asking as queries
from dotline.directory.rules import asking, languages, sets
from dotline.directory.rules.hours import WEEK
from dotline.ui.asked import lang
from dotline.ui.choices import choose

OFFICIAL = ("eng", "fra")
DAYS = tuple(f"day_{code.lower()}" for code in WEEK)


def _line(label: object, **more: object) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=300, widget=widget, **more)  # type: ignore[arg-type]


def _text(label: object, rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=2000, widget=widget)  # type: ignore[arg-type]


class CorrectionForm(forms.Form):
    """What is left as it is says nothing. Hours are a field for each day; languages are ticked, or named."""

    name = _line(gettext_lazy("Name in English"))
    name_fr = _line(gettext_lazy("Name in French"))
    description = _text(gettext_lazy("What you offer, in English"))
    description_fr = _text(gettext_lazy("What you offer, in French"))
    eligibility_description = _text(gettext_lazy("Who can come, in English"), 2)
    eligibility_description_fr = _text(gettext_lazy("Who can come, in French"), 2)
    phone = _line(gettext_lazy("Phone"))
    address = _line(gettext_lazy("Street address"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_languages = _line(
        gettext_lazy("Other languages"),
        help_text=gettext_lazy("Their names, with commas between."),
    )
    url = _line(gettext_lazy("Website"))
    email = _line(gettext_lazy("E-mail"))
    remark = _text(gettext_lazy("Anything else that is wrong"), 2)

    def __init__(self, *args: object, found: queries.Facts, **kwargs: object) -> None:
        self.stood = found.texts | found.sets
        self.spoken = self.stood[sets.LANGUAGES].split()
        hours = self.stood[sets.HOURS]
        days = sets.days_of(hours) if hours else {}
        shut = _("closed") if hours else ""
        told = {name: sets.day_told(days.get(at, ())) or shut for at, name in enumerate(DAYS)}
        initial = {**found.texts, sets.LANGUAGES: self.spoken, **told}
        super().__init__(*args, initial=initial, **kwargs)  # type: ignore[misc,arg-type]
        for name in asking.OTHER_FIELDS:
            if name not in found.records:
                del self.fields[name]
        for at, name in enumerate(DAYS):
            self.fields[name] = _line(capfirst(str(WEEKDAYS[at])))
        shown = dict.fromkeys((*self.spoken, *OFFICIAL))
        choose(self, languages=[(code, languages.label(code, lang())) for code in shown])

    @property
    def before(self) -> list[BoundField]:
        """What stands above the days."""
        names = [*asking.SERVICE_FIELDS[:-2], *asking.OTHER_FIELDS]
        return [self[name] for name in names if name in self.fields]

    @property
    def week(self) -> list[BoundField]:
        """A field for each day."""
        return [self[name] for name in DAYS]

    @property
    def after(self) -> list[BoundField]:
        """What stands below the days."""
        return [self[name] for name in ("languages", "more_languages", "url", "email", "remark")]

    def clean(self) -> dict[str, object]:
        """What was changed must have the form of its field, so that it can stand in the listing as it is."""
        hours, spoken = self._hours(), self._languages()
        plain = (*asking.SERVICE_FIELDS, *asking.OTHER_FIELDS, asking.REMARK)
        given = {name: str(self.cleaned_data.get(name) or "") for name in plain}
        given |= {sets.HOURS: hours, sets.LANGUAGES: spoken}
        self.told = asking.changed(self.stood, given)
        for name, words in self.told.items():
            if name in plain and (sentence := asking.misshapen(name, words)):
                self.add_error(name, _(sentence))
        return self.cleaned_data

    def _hours(self) -> str:
        days: dict[int, tuple[sets.Span, ...]] = {}
        for at, name in enumerate(DAYS):
            try:
                days[at] = sets.day_read(str(self.cleaned_data.get(name) or ""))
            except ValueError:
                self.add_error(name, _("Write it like 09:00-17:00, or write closed."))
        if self.stood[sets.HOURS] and not any(days.values()) and len(days) == len(DAYS):
            sentence = _("Write the hours of one day at least. If you have closed, say so below.")
            self.add_error(DAYS[0], sentence)
        return sets.hours_of_days(days)

    def _languages(self) -> str:
        ticked: Iterable[str] = self.cleaned_data.get("languages") or ()
        words = str(self.cleaned_data.get("more_languages") or "")
        try:
            found = [*ticked, *sets.languages_read(words, self.spoken)]
        except ValueError as unknown:
            sentence = _("We do not know the language “%(name)s”. Check it, or tell us below.")
            self.add_error("more_languages", sentence % {"name": unknown})
            return ""
        if self.spoken and not found:
            self.add_error("languages", _("Leave one language ticked at least."))
        return sets.languages_said(found)
