"""The small forms of whoever moderates comments: one reason each."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dotline.plan.rules.comments import DeclineReason, PublishReason

PUBLISH: dict[PublishReason, str | Promise] = {
    PublishReason.BEARS_ON: _("It says something about this item."),
    PublishReason.EXPERIENCE: _("It tells what this item is like in practice."),
    PublishReason.QUESTION: _("It asks what others may ask too."),
}
DECLINE: dict[DeclineReason, str | Promise] = {
    DeclineReason.NAMES_SOMEBODY: _("It names somebody, or somebody can be known by it."),
    DeclineReason.TELLS_A_PLACE: _("It tells where a safe place is, or a phone number or address."),
    DeclineReason.THREAT: _("It threatens or insults somebody."),
    DeclineReason.NOT_ABOUT: _("It has nothing to do with the plan."),
    DeclineReason.ADVERT: _("It sells something."),
}


class PublishForm(forms.Form):
    """Why a comment is shown."""

    reason = forms.ChoiceField(
        label=_("Why it is shown"), choices=[(str(k), v) for k, v in PUBLISH.items()]
    )


class DeclineForm(forms.Form):
    """Why a comment is not shown."""

    reason = forms.ChoiceField(
        label=_("Why it is not shown"), choices=[(str(k), v) for k, v in DECLINE.items()]
    )
