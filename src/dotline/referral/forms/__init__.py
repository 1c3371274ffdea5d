"""Forms of the referral room."""

from dotline.referral.forms.along import (
    ApartForm,
    BedsForm,
    FollowUpForm,
    MessageForm,
    OutcomeForm,
    ToldForm,
)
from dotline.referral.forms.handing_over import (
    DUTY_LABELS,
    FIELD_LABELS,
    AgreedForm,
    ConsentForm,
    DeclineForm,
    EmergencyForm,
    ProgressForm,
    ReasonForm,
    WantedForm,
    need_label,
)

__all__ = [
    "DUTY_LABELS",
    "FIELD_LABELS",
    "AgreedForm",
    "ApartForm",
    "BedsForm",
    "ConsentForm",
    "DeclineForm",
    "EmergencyForm",
    "FollowUpForm",
    "MessageForm",
    "OutcomeForm",
    "ProgressForm",
    "ReasonForm",
    "ToldForm",
    "WantedForm",
    "need_label",
]
