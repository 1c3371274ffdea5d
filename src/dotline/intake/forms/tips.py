"""Forms of tips, shifts, children's decisions and caller-chosen codes."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dotline.gates import tipbox
from dotline.intake.forms.calls import NOT_SAID
from dotline.reference.desks import Desk
from dotline.ui.asked import lang
from dotline.ui.choices import choose, listed

if TYPE_CHECKING:  # the form of calls taken offline works without the tables of accounts
    from dotline.access.models import Agency


def _text(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 6, "autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, max_length=tipbox.LONGEST, widget=widget)


def _choose(label: Any, hint: Any = "", *, required: bool = True, widget: Any = None) -> Any:
    return forms.ChoiceField(
        label=label, help_text=hint, required=required, widget=widget or forms.Select
    )


class TipForm(forms.Form):
    """A tip told on the phone."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = _text(
        _("What was reported"),
        _("What, where and when. Nothing about who called: that stays with nobody."),
    )


class WeighForm(forms.Form):
    """How urgent a tip is, and where it plays."""

    tip_class = _choose(_("How urgent is it?"), widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Where?"),
        help_text=_("Town or community, or the first three characters of a postal code."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    province = _choose(_("Province or territory"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, tip_class=listed("tip_classes"))
        provinces = [NOT_SAID, *listed("provinces")]
        choose(self, province=provinces)


class RouteForm(forms.Form):
    """To which police service, and by which way."""

    to = _choose(_("Police service"))
    by_phone = forms.BooleanField(
        label=_("I tell it by phone: this service has no desk here"), required=False
    )

    def __init__(self, *args: Any, services: "list[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        french = lang() == "fr"
        names = ((str(one.id), one.name_fr if french else one.name_en) for one in services)
        choose(self, to=names)


class ReceiptForm(forms.Form):
    """The police service's word that it has the tip."""

    reference = forms.CharField(
        label=_("File number of the police service"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class EndForm(forms.Form):
    """Why a tip goes to nobody."""

    ending = _choose(_("Why does it end here?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, ending=listed("tip_endings"))


class AnswerForm(forms.Form):
    """An answer into the box of whoever sent the tip."""

    text = _text(
        _("Your answer"),
        _("Only the receipt code opens it. Ask for nothing that says who somebody is."),
    )


class DeskForm(forms.Form):
    """At which desk a shift begins."""

    desk = _choose(_("Desk"))

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, desk=[(one.code, one.label(lang())) for one in desks])


class RouteQueryForm(forms.Form):
    """From where a call comes, for the page that says who answers."""

    province = _choose(_("The call comes from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = [NOT_SAID, *listed("provinces")]
        choose(self, province=provinces)


class ChildDutyForm(forms.Form):
    """What was decided about a child."""

    decision = _choose(_("What did you decide?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, decision=listed("child_duty_decisions"))


class CodeForm(forms.Form):
    """A code that the caller says."""

    code = forms.CharField(
        label=_("The caller’s code"),
        help_text=_("At least eight characters. The caller chooses it; we never make one up."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
