"""Template tags and filters: `{% load dotline %}`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.context import Context
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from dotline.base.errors import N_
from dotline.base.reader import Reader
from dotline.ui import french, navigation, numbers, samples
from dotline.ui import panels as panel_registry
from dotline.ui.asked import lang
from dotline.ui.bilingual import Labelled, Lang, Text
from dotline.ui.charts import Chart

register = template.Library()

# The federal weather pages: neutral, bilingual, and nobody asks why they are open.
EXITS = {"en": "https://weather.gc.ca/", "fr": "https://meteo.gc.ca/"}
NAMES = {"en": "English", "fr": "Français"}
STATUS_KINDS = frozenset({"", "good", "warn", "bad", "info"})


@register.simple_tag(takes_context=True)
def panels(context: Context, slot: str, object_id: UUID) -> SafeString:
    """What later rooms show here: `{% panels "intake.contact" contact.id %}`."""
    request = context["request"]
    return panel_registry.render(slot, request.reader, object_id, request)


@register.simple_tag(takes_context=True)
def rooms(context: Context) -> list[navigation.Link]:
    """The rooms of the desk for this reader: `{% rooms as rooms %}`."""
    request = context.get("request")
    reader: Reader | None = getattr(request, "reader", None)
    return navigation.links(reader, request) if request and reader and reader.worker else []


@dataclass(frozen=True)
class OtherLanguage:
    """The same page in the other official language."""

    code: Lang
    name: str
    url: str


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> OtherLanguage:
    """Where the language toggle leads: `{% other_language as other %}`."""
    code: Lang = "fr" if lang() == "en" else "en"
    request = context.get("request")
    path = request.get_full_path() if request else ""
    url = translate_url(path, code) if path else f"/{code}/"
    if url == path:  # an address that is none leads nowhere in the other language either
        url = f"/{code}/"
    return OtherLanguage(code, NAMES[code], url)


@register.simple_tag
def exit_url() -> str:
    """Where quick exit leads; DOTLINE_EXIT_URL overrides it."""
    return str(getattr(settings, "DOTLINE_EXIT_URL", "") or EXITS[lang()])


@register.filter
def field_kind(field: BoundField) -> str:
    """'tick' for a lone checkbox, 'group' for a set of choices, 'field' for everything else."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "tick"
    return "group" if field.use_fieldset else "field"


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One form field with label, hint and errors: `{% field form.place %}`."""
    return bound.as_field_group()


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, object]:
    """All errors at the top of the page, each a link to its field: `{% error_summary form %}`."""
    rows: list[dict[str, str]] = []
    for form in forms:
        if not form.is_bound:
            continue
        rows += [{"id": "", "text": str(text)} for text in form.non_field_errors()]
        for bound in form:
            rows += [
                {"id": _first_control(bound), "text": f"{bound.label} – {text}"}
                for text in bound.errors
            ]
    return {"rows": rows}


def _first_control(bound: BoundField) -> str:
    # A fieldset of radios has no id of its own: the link goes to the first choice.
    return str(
        bound.id_for_label or (f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id)
    )


@register.inclusion_tag("ui/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, object]:
    """Links to the pages of a list, keeping the other query parameters: `{% pagination page %}`."""
    query = context["request"].GET.copy()

    def url(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    last = page.paginator.num_pages
    near = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    pages: list[dict[str, object]] = []
    for before, number in zip([0, *near], near, strict=False):
        if number - before > 1:
            pages.append({"gap": True})
        pages.append({"number": number, "url": url(number), "current": number == page.number})
    return {
        "pages": pages,
        "previous": url(page.number - 1) if page.number > 1 else "",
        "next": url(page.number + 1) if page.number < last else "",
    }


@register.inclusion_tag("ui/parts/chart.html")
def chart(value: Chart, source: str = "") -> dict[str, object]:
    """A chart as figure with its numbers as a table: `{% chart chart %}`."""
    now = lang()
    return {
        "chart": value,
        "title": value.title.in_(now),
        "source": source,
        "svg": mark_safe(value.svg(now)),  # noqa: S308  drawn by us, every text escaped
        "table": mark_safe(value.table(now)),  # noqa: S308
    }


@register.simple_tag(takes_context=True)
def style_samples(context: Context) -> dict[str, Any]:
    """What the style page shows: `{% style_samples as sample %}`."""
    return samples.components(context["request"])


@register.simple_tag
def colon() -> str:
    """A colon after a word: `{{ name }}{% colon %} {{ value }}`; French keeps it a narrow space away."""
    return french.colon(lang())


@register.simple_tag
def status(text: str, kind: str = "") -> SafeString:
    """A status in words and colour: `{% status "Late" "bad" %}`; kinds good, warn, bad, info or none."""
    if kind not in STATUS_KINDS:
        raise template.TemplateSyntaxError(f"unknown kind of status: {kind}")
    return format_html('<span class="tag {}">{}</span>', kind, text)


@register.filter
def number(value: object) -> str | SafeString:
    """A number in the page's language; a Hidden value as its sign with the word for screen readers."""
    if isinstance(value, numbers.Hidden):
        return hidden_html(value, lang())
    return numbers.number(value, lang()) if isinstance(value, numbers.Amount) else ""


@register.filter
def percent(value: object, digits: int = 0) -> str | SafeString:
    """A share between 0 and 1 as a percentage."""
    if isinstance(value, numbers.Hidden):
        return hidden_html(value, lang())
    return (
        numbers.percent(value, lang(), digits=digits) if isinstance(value, numbers.Amount) else ""
    )


@register.filter
def day(value: date | None) -> str:
    """A date in words."""
    return numbers.day(value, lang()) if value else ""


@register.filter
def moment(value: datetime | None, zone: str = "") -> SafeString | str:
    """Date and hour in a time element; `zone` is an IANA name, by default the site's."""
    if not value:
        return ""
    words = numbers.moment(value, lang(), zone=zone or settings.TIME_ZONE)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), words)


@register.filter
def label(value: Text | Labelled | None) -> str:
    """The label of a Text or of anything with label_en and label_fr, in the page's language."""
    if value is None:
        return ""
    now = lang()
    if isinstance(value, Text):
        return value.in_(now)
    return value.label_en if now == "en" else value.label_fr


_PURPOSES: Final = {
    "victims": N_("helping victims"),
    "suspects": N_("finding suspects"),
    "statistics": N_("statistics alone"),
    "trial": N_("a trial with made-up people"),
}


@register.filter
def linking_purpose(code: str) -> str:
    """What records are linked for: in words where the code is a common one, else the code as the agreement has it."""
    return gettext(_PURPOSES[code]) if code in _PURPOSES else code


@register.filter
def spoken(thing: object, field: str) -> str:
    """The field of a thing that has it in both languages (`text` for text_en and text_fr), in the page's language.

    Raises AttributeError where the thing has no such field: a page must not fall silent.
    """
    return str(getattr(thing, f"{field}_{lang()}"))


@register.simple_tag
def explain_hidden(values: Iterable[object]) -> SafeString:
    """The sentences that explain the signs present among the values, or ''."""
    with override(lang()):
        kinds = [kind for kind in numbers.Hidden if any(value is kind for value in values)]
        words = " ".join(numbers.explanation_of(kind, lang()) for kind in kinds)
    return format_html('<p class="quiet">{}</p>', words) if words else mark_safe("")


def hidden_html(value: numbers.Hidden, lang: Lang) -> SafeString:
    """The sign for the eye, the word for the ear."""
    return format_html(
        '<span class="hid"><span aria-hidden="true">{}</span><span class="unseen">{}</span></span>',
        numbers.sign_of(value),
        numbers.meaning_of(value, lang),
    )
