"""The pages of one case: each topic of the room has one, and each page shows the way to the others."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

# Address and words of each page of a case, in the order in which they are read.
PAGES: tuple[tuple[str, Any], ...] = (
    ("case:case", gettext_lazy("Overview")),
    ("case:people", gettext_lazy("People")),
    ("case:happened", gettext_lazy("What happened")),
    ("case:screening", gettext_lazy("Screening")),
    ("case:plan", gettext_lazy("Plan and safety")),
    ("case:permits", gettext_lazy("Permits")),
    ("case:return", gettext_lazy("Return and wages")),
    ("case:safeguards", gettext_lazy("Not deported, not punished")),
    ("case:court", gettext_lazy("Courts")),
    ("case:belonging", gettext_lazy("Belonging")),
    ("case:consent", gettext_lazy("Consent")),
    ("case:disclosed", gettext_lazy("Disclosures")),
    ("case:case-elsewhere", gettext_lazy("Known elsewhere")),
    ("case:own-pages", gettext_lazy("Her own page")),
    ("case:timeline", gettext_lazy("Timeline")),
    ("case:keeping", gettext_lazy("Retention")),
)


@dataclass(frozen=True)
class Tab:
    """The way to one page of a case; `here` marks the page that is open."""

    address: str
    label: str
    here: bool


def tabs(case_id: UUID, here: str) -> list[Tab]:
    """The pages of a case; `here` is the name of the address that is open."""
    return [Tab(reverse(name, args=[case_id]), str(label), name == here) for name, label in PAGES]
