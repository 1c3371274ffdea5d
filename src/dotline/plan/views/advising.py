"""At the desk: giving advice as the Rapporteur, writing down a reply, taking advice back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dotline.base.errors import Conflict, Invalid
from dotline.plan import actions, policy, queries
from dotline.plan.forms.advice import AdviceForm, WordsForm
from dotline.plan.queries import advice as said
from dotline.plan.views.advice import shown
from dotline.ui.again import shown_again
from dotline.ui.asked import reader_of


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give advice as the Rapporteur."""
    reader = reader_of(request)
    policy.may_rate(reader).or_refuse()
    items = queries.items(reader)
    if request.method == "GET":
        return render(request, "plan/advise.html", {"form": AdviceForm(items)})
    form = AdviceForm(items, request.POST)
    if not form.is_valid():
        return render(request, "plan/advise.html", {"form": form}, status=400)
    told = form.cleaned_data
    try:
        actions.give_advice(
            by=reader,
            to=told["to"],
            item_code=told["item"],
            words=form.words(),
            on=told["on"],
            key=told["key"],
        )
    except (Conflict, Invalid) as refusal:
        again = {"form": shown_again(form, refusal)}
        return render(request, "plan/advise.html", again, status=refusal.status)
    return redirect("plan:advice")


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what came back."""
    reader = reader_of(request)
    policy.may_reply(reader).or_refuse()
    context = shown(said.advised(reader, code))
    if request.method == "GET":
        return render(request, "plan/advice_reply.html", {**context, "form": WordsForm()})
    form = WordsForm(request.POST)
    if not form.is_valid():
        return render(request, "plan/advice_reply.html", {**context, "form": form}, status=400)
    told = form.cleaned_data
    try:
        actions.reply_to_advice(
            by=reader, code=code, words=form.words(), on=told["on"], key=told["key"]
        )
    except (Conflict, Invalid) as refusal:
        again = {**context, "form": shown_again(form, refusal)}
        return render(request, "plan/advice_reply.html", again, status=refusal.status)
    return redirect("plan:advice")


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take advice back that nobody answered."""
    actions.withdraw_advice(by=reader_of(request), code=code)
    return redirect("plan:advice")
