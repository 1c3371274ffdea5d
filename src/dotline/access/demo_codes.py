"""In a home marked FICTIONAL, and only there, the sign-in page shows who may sign in and the code of the moment."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from dotline.access import totp
from dotline.access.actions import secret_of
from dotline.access.models import Worker
from dotline.audit.stores import Store
from dotline.base.errors import Refused

DEMO_PASSWORD = "fictional-demo-country"  # noqa: S105 - printed on the sign-in page of every demo


@dataclass(frozen=True)
class DemoSignIn:
    """One line of the table on the demo's sign-in page."""

    username: str
    agency_en: str
    agency_fr: str
    roles: str
    password: str
    code: str


def sign_ins() -> list[DemoSignIn]:
    """The demo accounts with the codes of this moment. Raises Refused in a home that is not fictional."""
    if not settings.DOTLINE_DEMO:
        raise Refused("Only a fictional demo shows codes.", "")
    rows = Worker.objects.using(Store.INSIDE).select_related("agency")
    chosen = rows.filter(agency__demo=True, username__in=SHOWN).order_by("username")
    return [
        DemoSignIn(
            row.username,
            row.agency.name_en,
            row.agency.name_fr,
            ", ".join(role_name(role) for role in row.roles.split()),
            DEMO_PASSWORD,
            totp.code_now(secret_of(row)),
        )
        for row in chosen
    ]


def role_name(role: str) -> str:
    """A role in words, in the language in force."""
    return {
        "counsellor": _("counsellor"),
        "case_worker": _("case worker"),
        "police": _("police receiver"),
        "supervisor": _("supervisor"),
        "statistician": _("statistician"),
        "rapporteur": _("rapporteur"),
        "coordinator": _("coordinator"),
        "editor": _("editor"),
        "data_steward": _("data steward"),
        "operator": _("operator"),
    }[role]


SHOWN = ("ada", "ben", "cleo", "dana", "eli", "fay", "gus", "hal", "joy", "kai", "noa")
