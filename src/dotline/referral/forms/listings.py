"""The form of an own listing: what everybody reads, where the place is, and who may read what."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.directory.rules import welcome
from dotline.gates.publish import Listing, RevealReason, Site, Tier
from dotline.reference import needs as taxonomy
from dotline.reference import regions, vocabulary
from dotline.referral.forms.handing_over import need_label
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed

TIER_LABELS = {
    Tier.PUBLIC: gettext_lazy("everybody"),
    Tier.PARTNER: gettext_lazy("registered partners"),
    Tier.HOTLINE: gettext_lazy("the help line"),
    Tier.SEALED: gettext_lazy("sealed: this agency alone"),
}
REASON_LABELS = {
    RevealReason.TAKE_THERE: gettext_lazy("Somebody takes the person there now"),
    RevealReason.EMERGENCY_SERVICE: gettext_lazy("Police, fire or ambulance must find the door"),
    RevealReason.DELIVERY: gettext_lazy("Medicine, papers or belongings must be brought"),
}
DAYS: Choices = [
    ("0", gettext_lazy("Monday")),
    ("1", gettext_lazy("Tuesday")),
    ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")),
    ("4", gettext_lazy("Friday")),
    ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
]
ALWAYS, SOME, KEEP = "always", "days", "keep"
FULL_DAY = ("00:00", "23:59")


def tier_choices(*, sealed: bool = True) -> Choices:
    """The circles of readers, from everybody to nobody else."""
    return [(tier.value, TIER_LABELS[tier]) for tier in Tier if sealed or tier is not Tier.SEALED]


def region_choices() -> Choices:
    """Regions under their provinces."""
    return [
        ("", _("Choose a region")),
        *(
            (code.label(lang()), [(one.code, one.label(lang())) for one in found])
            for code in vocabulary.codes("provinces")
            if (found := regions.in_province(code.code))
        ),
    ]


def _long(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, widget=widget, max_length=2000, required=required)


def _several(label: Any) -> forms.MultipleChoiceField:
    note = gettext_lazy("Tick nothing where you say nothing: callers are then told to ask.")
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, help_text=note, required=False, widget=boxes)


def _yes_or_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


def _age(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=120)


class ListingForm(forms.Form):
    """One service. A sealed place needs a region and a front-gate phone, and no address at all."""

    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=200)
    description_en = _long(gettext_lazy("What you offer, in English"))
    description_fr = _long(gettext_lazy("What you offer, in French"))
    eligibility_en = _long(gettext_lazy("Who can come, in English"), required=False)
    eligibility_fr = _long(gettext_lazy("Who can come, in French"), required=False)
    welcomes_gender = _several(gettext_lazy("Who can come: gender"))
    welcomes_status = _several(gettext_lazy("Who can come: status in Canada"))
    welcomes_exploitation = _several(gettext_lazy("For which kind of harm"))
    age_from = _age(gettext_lazy("From which age, in years"))
    age_to = _age(gettext_lazy("Up to which age, in years"))
    welcomes_children = _yes_or_no(gettext_lazy("Can children come too?"))
    welcomes_pets = _yes_or_no(gettext_lazy("Are pets welcome?"))
    welcomes_wheelchair = _yes_or_no(gettext_lazy("Is it step-free for a wheelchair?"))
    needs = forms.MultipleChoiceField(label=gettext_lazy("Kinds of help"))
    languages = forms.MultipleChoiceField(label=gettext_lazy("Languages"))
    serves = forms.MultipleChoiceField(label=gettext_lazy("Whom it is for, by province"))
    hours_kind = forms.ChoiceField(label=gettext_lazy("Opening hours"), widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Open on"),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    opens = forms.TimeField(label=gettext_lazy("Opens at"), required=False)
    closes = forms.TimeField(label=gettext_lazy("Closes at"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone for everybody"),
        help_text=gettext_lazy(
            "For a sealed place the front-gate phone: best a toll-free or mobile number, since a local one "
            "tells the town."
        ),
        max_length=40,
        required=False,
    )
    other_phone = forms.CharField(
        label=gettext_lazy("Another phone"), max_length=40, required=False
    )
    other_phone_tier = forms.ChoiceField(label=gettext_lazy("Who may read that phone"))
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    email_tier = forms.ChoiceField(label=gettext_lazy("Who may read the e-mail"))
    staff = forms.CharField(label=gettext_lazy("Whom to ask for"), max_length=120, required=False)
    staff_tier = forms.ChoiceField(label=gettext_lazy("Who may read that name"))
    region = forms.ChoiceField(
        label=gettext_lazy("Region"),
        help_text=gettext_lazy("All that others learn of where a sealed place is."),
    )
    sealed = forms.BooleanField(
        label=gettext_lazy("The place is sealed: nobody outside this agency learns where it is"),
        required=False,
    )
    address_1 = forms.CharField(
        label=gettext_lazy("Street address"),
        help_text=gettext_lazy("A sealed place may leave it empty. What you write is encrypted."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    city = forms.CharField(label=gettext_lazy("Town"), max_length=100, required=False)
    postal_code = forms.CharField(label=gettext_lazy("Postal code"), max_length=10, required=False)
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180
    )
    address_tier = forms.ChoiceField(label=gettext_lazy("Who may read the address"))
    coordinates_tier = forms.ChoiceField(label=gettext_lazy("Who may read the coordinates"))
    record_tier = forms.ChoiceField(label=gettext_lazy("Who may know of this service at all"))
    accepts_referrals = forms.BooleanField(
        label=gettext_lazy("Takes referrals through Dotline"), required=False
    )

    def __init__(self, *args: Any, value: Listing | None = None, **kwargs: Any) -> None:
        self.value = value
        kwargs["initial"] = initial_of(value) if value else EMPTY
        super().__init__(*args, **kwargs)
        kinds = [(ALWAYS, _("Day and night")), (SOME, _("The same hours on the days below"))]
        if value is not None:
            kinds.insert(0, (KEEP, _("Keep the hours as they are")))
        provinces = [("CA", _("All of Canada")), *listed("provinces")]
        choose(
            self,
            needs=need_choices(),
            languages=listed("languages"),
            serves=provinces,
            hours_kind=kinds,
            region=region_choices(),
            **_welcome_choices(),
            **{name: tier_choices() for name in self.fields if name.endswith("_tier")},
        )
        for name, text in self.fields.items():
            if name.endswith(("_en", "_fr")):
                text.widget.attrs["lang"] = name[-2:]  # a screen reader changes its voice

    def clean(self) -> dict[str, Any]:
        """Hours need days and times; a place that is not sealed needs a town."""
        data = super().clean() or {}
        if data.get("hours_kind") == SOME and not all(
            data.get(n) for n in ("days", "opens", "closes")
        ):
            self.add_error("days", _("Choose the days, and when it opens and closes."))
        if not data.get("sealed") and not data.get("city"):
            self.add_error("city", _("Name the town, or seal the place."))
        lowest, highest = data.get("age_from"), data.get("age_to")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("age_to", _("The highest age is below the lowest."))
        return data

    def listing(self, old: Listing) -> Listing:
        """What the valid form says; what it does not ask stays as it was."""
        data = self.cleaned_data
        region = regions.get(data["region"])
        changed: dict[str, Any] = {
            name: data[name]
            for name in (
                "name_en", "name_fr", "description_en", "description_fr", "eligibility_en",
                "eligibility_fr", "email", "sealed", "accepts_referrals", "age_from", "age_to",
            )
        }  # fmt: skip
        for name in ("email_tier", "address_tier", "coordinates_tier", "record_tier"):
            changed[name] = Tier(data[name])
        for name in ("needs", "languages", "serves"):
            changed[name] = tuple(data[name])
        changed["welcomes"] = self._welcomes()
        return replace(
            old,
            **changed,
            region=region,
            site=self._site(region),
            hours=self._hours(old),
            phones=self._phones(old),
            staff=((data["staff"], Tier(data["staff_tier"])), *old.staff[1:])
            if data["staff"]
            else (),
        )

    def _welcomes(self) -> tuple[str, ...]:
        said = {
            f"{facet}:{value}"
            for facet in welcome.LISTED
            for value in self.cleaned_data[f"welcomes_{facet}"]
        }
        for facet in welcome.PLAIN:
            if value := self.cleaned_data[f"welcomes_{facet}"]:
                said.add(f"{facet}:{value}")
        return tuple(sorted(said))

    def _site(self, region: regions.Region) -> Site:
        data = self.cleaned_data
        return Site(
            city=data["city"],
            province=region.province,
            lat=data["latitude"],
            lon=data["longitude"],
            address_1=data["address_1"],
            postal_code=data["postal_code"].upper(),
            zone=region.zone,
        )

    def _hours(self, old: Listing) -> tuple[tuple[int, str, str], ...]:
        data = self.cleaned_data
        if data["hours_kind"] == KEEP:
            return old.hours
        if data["hours_kind"] == ALWAYS:
            return tuple((day, *FULL_DAY) for day in range(7))
        times = (f"{data['opens']:%H:%M}", f"{data['closes']:%H:%M}")
        return tuple((int(day), *times) for day in data["days"])

    def _phones(self, old: Listing) -> tuple[tuple[str, Tier], ...]:
        data = self.cleaned_data
        known = initial_of(old)
        rest = [one for one in old.phones if one[0] not in {known["phone"], known["other_phone"]}]
        made = [(data["phone"], Tier.PUBLIC), (data["other_phone"], Tier(data["other_phone_tier"]))]
        return tuple(one for one in (*made, *rest) if one[0])


def _welcome_choices() -> dict[str, Choices]:
    answers: Choices = [("", _("Not said")), (welcome.YES, _("Yes")), (welcome.NO, _("No"))]
    listed_ones = {
        f"welcomes_{facet}": [
            (welcome.ANY, _("Everybody")),
            *(one for one in listed(codes) if one[0] not in welcome.UNSAID),
        ]
        for facet, codes in welcome.LISTED.items()
    }
    return listed_ones | {f"welcomes_{facet}": answers for facet in welcome.PLAIN}


def _welcome_initial(said: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for token in said:
        facet, _colon, value = token.partition(":")
        found.setdefault(facet, []).append(value)
    several = {f"welcomes_{facet}": found.get(facet, []) for facet in welcome.LISTED}
    return several | {f"welcomes_{name}": "".join(found.get(name, [])) for name in welcome.PLAIN}


EMPTY: dict[str, Any] = {
    "hours_kind": ALWAYS,
    "other_phone_tier": Tier.HOTLINE.value,
    "email_tier": Tier.PARTNER.value,
    "staff_tier": Tier.HOTLINE.value,
    "address_tier": Tier.PUBLIC.value,
    "coordinates_tier": Tier.PUBLIC.value,
    "record_tier": Tier.PUBLIC.value,
    "accepts_referrals": True,
}


def need_choices() -> Choices:
    """Every kind of help that is not a heading."""
    return [(one.code, need_label(one.code)) for one in taxonomy.every() if one.level > 1]


def initial_of(value: Listing) -> dict[str, Any]:
    """What the form shows of a listing."""
    public = next((number for number, tier in value.phones if tier is Tier.PUBLIC), "")
    other = next(
        ((n, tier) for n, tier in value.phones if tier is not Tier.PUBLIC), ("", Tier.HOTLINE)
    )
    staff = value.staff[0] if value.staff else ("", Tier.HOTLINE)
    same = (
        "name_en", "name_fr", "description_en", "description_fr", "eligibility_en", "eligibility_fr",
        "needs", "languages", "serves", "email", "sealed", "accepts_referrals", "email_tier",
        "address_tier", "coordinates_tier", "record_tier", "age_from", "age_to",
    )  # fmt: skip
    site = value.site
    return {
        **{name: getattr(value, name) for name in same},
        **_welcome_initial(value.welcomes),
        "hours_kind": KEEP,
        "phone": public,
        "other_phone": other[0],
        "other_phone_tier": other[1].value,
        "staff": staff[0],
        "staff_tier": staff[1].value,
        "region": value.region.code,
        "address_1": site.address_1,
        "city": site.city,
        "postal_code": site.postal_code,
        "latitude": site.lat,
        "longitude": site.lon,
    }


class RevealForm(forms.Form):
    """Why the place must be known, and whether somebody else is there to approve."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you need to know the place?"),
        choices=[(reason.value, label) for reason, label in REASON_LABELS.items()],
        widget=forms.RadioSelect,
    )
    alone = forms.BooleanField(
        label=gettext_lazy(
            "I am alone on shift: open it for 15 minutes, a second person reviews it"
        ),
        required=False,
    )
