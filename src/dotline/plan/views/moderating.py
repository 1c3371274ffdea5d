"""At the desk: comments of the public that wait, and those that are published."""

from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dotline.base.errors import Invalid
from dotline.plan import actions, policy
from dotline.plan.forms.comments import DeclineForm, PublishForm
from dotline.plan.queries import comments
from dotline.plan.rules.comments import DeclineReason, PublishReason, gives_away
from dotline.ui.asked import reader_of


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, then what everybody reads."""
    reader = reader_of(request)
    context = {
        "waiting": [
            {
                "one": one,
                "warn": bool(one.said and gives_away(one.said.text)),
                "publish": PublishForm(auto_id=f"p{number}_%s"),
                "decline": DeclineForm(auto_id=f"d{number}_%s"),
            }
            for number, one in enumerate(comments.waiting(reader))
        ],
        "published": [
            {"row": row, "decline": DeclineForm(auto_id=f"t{number}_%s")}
            for number, row in enumerate(comments.published(reader))
        ],
    }
    return render(request, "plan/comments.html", context)


def _reason(request: HttpRequest, form: Form) -> str:
    policy.may_moderate(reader_of(request)).or_refuse()  # before a word about the form
    if not form.is_valid():
        raise Invalid("A reason is needed.", "Choose one from the list.")
    return str(form.cleaned_data["reason"])


@require_POST
def publish(request: HttpRequest, comment: UUID) -> HttpResponse:
    """Show a comment to everybody."""
    reason = PublishReason(_reason(request, PublishForm(request.POST)))
    actions.publish_comment(by=reader_of(request), comment=comment, reason=reason)
    return redirect("plan:comments")


@require_POST
def decline(request: HttpRequest, comment: UUID) -> HttpResponse:
    """Do not show a comment."""
    reason = DeclineReason(_reason(request, DeclineForm(request.POST)))
    actions.decline_comment(by=reader_of(request), comment=comment, reason=reason)
    return redirect("plan:comments")


@require_POST
def take_down(request: HttpRequest, comment: UUID) -> HttpResponse:
    """Show a published comment no more."""
    reason = DeclineReason(_reason(request, DeclineForm(request.POST)))
    actions.take_comment_down(by=reader_of(request), comment=comment, reason=reason)
    return redirect("plan:comments")
