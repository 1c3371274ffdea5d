"""What the style page shows: one of each part, filled with invented words and numbers."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dotline.ui.bilingual import Text
from dotline.ui.charts import Chart, Kind, Series
from dotline.ui.numbers import Hidden

X = Hidden.SUPPRESSED


class SampleForm(forms.Form):
    """One of each control."""

    place = forms.CharField(
        label=_("Where are you?"), help_text=_("A town or the first part of a postal code.")
    )
    safe = forms.ChoiceField(
        label=_("Is it safe to talk?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=_("What would help?"),
        choices=[("bed", _("A safe bed tonight")), ("law", _("Legal advice"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    notes = forms.CharField(
        label=_("In your words"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    agree = forms.BooleanField(
        label=_("You may send this to the shelter"),
        help_text=_("You can take this back at any time."),
    )


def charts() -> list[Chart]:
    """One chart of each kind, each with a hidden cell. FICTIONAL numbers."""
    quarters = tuple(Text(f"{y} Q{q}", f"{y} T{q}") for y in (2024, 2025) for q in (1, 2, 3, 4))
    calls, late = Text("Calls", "Appels"), Text("Late", "En retard")
    provinces = tuple(Text(name, name) for name in ("Manitoba", "Saskatchewan", "Yukon"))
    return [
        Chart(
            "sample-bars",
            Kind.BARS,
            Text("FICTIONAL: calls by place", "FICTIF : appels par endroit"),
            Text("Manitoba has the longest bar.", "Le Manitoba a la barre la plus longue."),
            Text("Place", "Endroit"),
            provinces,
            (Series(calls, (120, 64, X)),),
        ),
        Chart(
            "sample-stacked",
            Kind.STACKED,
            Text("FICTIONAL: answers by place", "FICTIF : réponses par endroit"),
            Text("Most answers came in time.", "La plupart des réponses sont arrivées à temps."),
            Text("Place", "Endroit"),
            provinces,
            (Series(Text("In time", "À temps"), (90, 50, X)), Series(late, (30, 14, 11))),
        ),
        Chart(
            "sample-lines",
            Kind.LINES,
            Text("FICTIONAL: calls by quarter", "FICTIF : appels par trimestre"),
            Text("The number of calls rises.", "Le nombre d'appels augmente."),
            Text("Quarter", "Trimestre"),
            quarters,
            (
                Series(calls, (810, 860, 905, 930, 980, 1010, 1100, 1180)),
                Series(late, (90, 80, X, 70, 66, 60, 58, 50)),
            ),
        ),
    ]


def components(request: HttpRequest) -> dict[str, Any]:
    """The context of ui/components.html. `?wrong` shows the form with its errors."""
    return {
        "form": SampleForm({} if "wrong" in request.GET else None),
        "charts": charts(),
        "when": datetime(2026, 3, 31, 19, 30, tzinfo=UTC),
        "page": Paginator(range(200), 10).get_page(request.GET.get("page", "7")),
    }
