"""The questions a person answers to find help: where, what kind of help, in which language, open now."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.base import clock
from dotline.base.errors import DotlineError, fill
from dotline.directory.rules import welcome
from dotline.directory.rules.query import PER_PAGE, Query
from dotline.reference import needs, places, vocabulary
from dotline.ui.asked import lang
from dotline.ui.choices import choose

Choice = tuple[str, Any]
MORE = (
    "beds_now",
    "gender",
    "age",
    "status",
    "exploitation",
    "children",
    "pets",
    "wheelchair",
)
DISTANCES = ("10", "25", "50", "100", "")

# The words of the practice library, public and at the desk.
PRACTICE_KINDS = {
    "guide": gettext_lazy("Guide"),
    "form": gettext_lazy("Form"),
    "poster": gettext_lazy("Poster"),
    "training": gettext_lazy("Training"),
    "standard": gettext_lazy("Standard"),
    "strategy": gettext_lazy("Strategy"),
}
TOPICS = {
    "identification": gettext_lazy("Recognising trafficking"),
    "referral": gettext_lazy("Referring people"),
    "support": gettext_lazy("Supporting people"),
    "protection": gettext_lazy("Keeping people safe"),
    "data": gettext_lazy("Keeping records"),
    "prevention": gettext_lazy("Prevention"),
}


def need_choices(lang: str) -> list[Choice]:
    """First step: the pillars, and in each its groups of help."""
    found: list[Choice] = [("", _("Any kind of help"))]
    for pillar in needs.below():
        found.append(
            (
                pillar.label(lang),
                [(group.code, group.label(lang)) for group in needs.below(pillar.code)],
            )
        )
    return found


def finer_choices(code: str, lang: str) -> list[Choice]:
    """Second step: what lies below a group; empty when nothing does."""
    below = needs.below(code) if needs.is_need(code) else ()
    return [("", _("All of it")), *((one.code, one.label(lang)) for one in below)] if below else []


class FindForm(forms.Form):
    """Sent by POST, so that what somebody looks for stands in no address and no log."""

    place = forms.CharField(
        label=gettext_lazy("Where are you?"),
        help_text=gettext_lazy("A town, the first three signs of a postal code, or a province."),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    need = forms.ChoiceField(label=gettext_lazy("What kind of help?"), required=False)
    finer = forms.ChoiceField(label=gettext_lazy("More exactly"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Or in your own words"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language?"), required=False)
    km = forms.ChoiceField(label=gettext_lazy("How far away?"), required=False)
    open_now = forms.BooleanField(label=gettext_lazy("Open now"), required=False)
    beds_now = forms.BooleanField(label=gettext_lazy("A free bed now"), required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Who is it for?"), required=False)
    age = forms.IntegerField(
        label=gettext_lazy("How old?"), required=False, min_value=0, max_value=120
    )
    status = forms.ChoiceField(label=gettext_lazy("Status in Canada"), required=False)
    exploitation = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    children = forms.BooleanField(label=gettext_lazy("Children come along"), required=False)
    pets = forms.BooleanField(label=gettext_lazy("A pet comes along"), required=False)
    wheelchair = forms.BooleanField(
        label=gettext_lazy("Step-free for a wheelchair"), required=False
    )
    term = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    offset = forms.IntegerField(
        required=False, min_value=0, max_value=5000, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, public: bool = False, **kwargs: Any) -> None:
        """On the public site nobody is asked what was done to her, nor for her papers."""
        super().__init__(*args, **kwargs)
        now = lang()
        self.found: places.Place | None = None
        self.namesakes: tuple[places.Place, ...] = ()
        asked = str(self.data.get("need", "")) if self.is_bound else ""
        choose(self, need=need_choices(now))
        choose(self, finer=finer_choices(asked, now))
        choose(self, language=[("", _("Any language")), *vocabulary.choices("languages", now)])
        choose(
            self,
            km=[
                (km, _("Up to %(km)s km") % {"km": km} if km else _("Any distance"))
                for km in DISTANCES
            ],
        )
        self.fields["km"].initial = "50"
        for name, codes in welcome.LISTED.items():
            kept = [
                (code, label)
                for code, label in vocabulary.choices(codes, now)
                if code not in welcome.UNSAID
            ]
            choose(self, **{name: [("", _("Not said")), *kept]})
        for name in ("status", "exploitation") if public else ():
            del self.fields[name]
        if len(finer_choices(asked, now)) == 0:
            del self.fields["finer"]

    def clean_place(self) -> str:
        """Find the place; several of one name, or none, become a sentence at the field."""
        given = str(self.cleaned_data["place"]).strip()
        if given:
            try:
                self.found = places.find(given)
            except DotlineError as problem:
                self.namesakes = getattr(problem, "candidates", ())[:6]
                told = (problem.template, problem.next_step)
                raise forms.ValidationError(
                    " ".join(fill(_(one), problem.params) for one in told if one)
                ) from problem
        return given

    def main(self) -> list[forms.BoundField]:
        """The questions that everybody meets."""
        return [field for field in self.visible_fields() if field.name not in MORE]

    def more(self) -> list[forms.BoundField]:
        """Further questions, folded away: nobody has to answer them to be helped."""
        return [field for field in self.visible_fields() if field.name in MORE]

    def more_asked(self) -> bool:
        """Whether one of the further questions was answered, so that they stay unfolded."""
        return self.is_bound and any(self.data.get(name) for name in MORE)

    def clean_term(self) -> str:
        """A need chosen from the counts; anything else counts as none."""
        given = str(self.cleaned_data["term"])
        return given if needs.is_need(given) else ""

    def query(self) -> Query:
        """What was asked, as the search takes it."""
        data = self.cleaned_data
        km = data.get("km")
        now = clock.now()
        return Query(
            words=data["words"],
            need=data["term"] or data.get("finer") or data["need"],
            near=self.found,
            km=float(km) if km and self.found is not None and self.found.point else None,
            language=data["language"],
            open_now_at=now if data["open_now"] else None,
            at=now,
            beds_now=data["beds_now"],
            gender=data["gender"],
            age=data["age"],
            status=data.get("status", ""),
            exploitation=data.get("exploitation", ""),
            children=data["children"],
            pets=data["pets"],
            wheelchair=data["wheelchair"],
            facets=True,
            limit=PER_PAGE,
            offset=data["offset"] or 0,
        )


class WaiverForm(forms.Form):
    """Why nobody confirms a listing this time."""

    why = forms.CharField(
        label=gettext_lazy("Why is it not confirmed this time?"),
        help_text=gettext_lazy("The listing still says that nobody confirmed it."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ClosingForm(forms.Form):
    """The end of an answer: why it was decided so, and whether the rest of the listing holds."""

    reason = forms.CharField(
        label=gettext_lazy("Why did you decide so?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    right = forms.BooleanField(
        label=gettext_lazy("All the rest is right: the listing is confirmed as of today"),
        required=False,
    )
