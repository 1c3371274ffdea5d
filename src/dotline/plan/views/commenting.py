"""A comment of the public on an item of the plan: sealed before it is stored, no cookie, no script, no name asked."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dotline.base.errors import Invalid, NotFound, Unavailable
from dotline.gates import commentbox, stamps
from dotline.gates.commentbox import Said
from dotline.plan import queries
from dotline.plan.models import ActionItem
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import in_one

SALT = "dotline.comment"


class CommentForm(forms.Form):
    """What somebody thinks of an item. No field asks who writes; no file can be added."""

    stamp = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What do you want to say?"),
        help_text=gettext_lazy("Not your name, phone or address, and nobody else’s."),
        max_length=commentbox.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """Say something of an item; a person reads it before anybody else can."""
    reader = reader_of(request)
    item = queries.item(reader, code)
    context = {"item": item, "closed": not commentbox.takes_comments(reader)}
    if request.method != "POST":
        context["form"] = CommentForm(initial={"stamp": stamps.new_stamp(SALT)})
        return render(request, "plan/comment.html", context)
    form = CommentForm(request.POST)
    status = 400
    if form.is_valid() and not form.cleaned_data["website"]:
        try:
            if _sent(request, form, item):
                return render(request, "plan/comment_sent.html", context)
        except (Invalid, NotFound, Unavailable) as error:
            form.add_error(None, in_one(error))
            status = error.status
    elif form.is_valid():
        form.add_error("website", _("Leave this field empty, then send it again."))
    fresh = request.POST.copy()
    if stamps.is_old(fresh.get("stamp", ""), SALT):
        fresh["stamp"] = stamps.new_stamp(SALT)
        form.data = fresh
    return render(request, "plan/comment.html", {**context, "form": form}, status=status)


def _sent(request: HttpRequest, form: CommentForm, item: ActionItem) -> bool:
    code = stamps.code_of(form.cleaned_data["stamp"], SALT)
    if code is None:
        form.add_error(
            None, _("This page lay open too long. Your text is still here: send it again.")
        )
        return False
    said = Said(item.code, lang(), form.cleaned_data["text"])
    commentbox.post_comment(by=reader_of(request), code=code, said=said)
    return True
