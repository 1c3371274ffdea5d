"""What every page of the room begins with: its reader, the head of a case, an error said beside its form."""

from django.forms import Form

from dotline.access.unit import seen
from dotline.base.errors import DotlineError, Refused
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.models import CaseFile
from dotline.case.queries import courts
from dotline.case.views.tabs import tabs
from dotline.ui.again import shown_again
from dotline.ui.sentences import in_one

PER_PAGE = 50


def head(reader: Reader, row: CaseFile, here: str) -> dict[str, object]:
    """What the head of a case's page needs; opening any page of a case is on the ledger."""
    seen(reader, "case.open", "case", row.id)
    return {
        "case": row,
        "number": str(row.id)[:8],
        "tabs": tabs(row.id, here),
        "banned": bool(courts.banned(reader, row)),
        "may_change": bool(policy.may_change(reader, row)),
    }


def why_not(answer: Decision) -> str:
    """The sentence that a refusal says, or '' for what is allowed: a button says why it cannot be pressed."""
    return in_one(answer) if isinstance(answer, Refused) else ""


def explained(form: Form, error: DotlineError) -> None:
    """Say beside the form why its words were not taken; under a new key they may be sent as something new."""
    shown_again(form, error)
