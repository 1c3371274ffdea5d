"""The list box in one template is Django's own, byte for byte."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from dotline.ui.renderer import Renderer

CHOICES = [
    ("", "–"),
    ("a<b", "Ours & theirs"),
    ("Group “one”", [("1", "One"), (2, "Two")]),
    (None, "Nothing"),
    (1234567, "L’été"),
]


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
@pytest.mark.parametrize("value", [None, "", "a<b", "2", ["1", "2"], 1234567, True])
@pytest.mark.parametrize("attrs", [{}, {"id": "x", "required": True, "disabled": False}])
def test_it_draws_what_django_draws(
    widget: type[forms.Select], value: object, attrs: dict[str, object]
) -> None:
    box = widget(attrs={"class": "wide"})
    if widget is not forms.NullBooleanSelect:
        box.choices = CHOICES
    elif isinstance(value, list):
        value = None  # it takes one answer
    drawn = box.render("name", value, attrs, renderer=Renderer())
    assert drawn.strip() == box.render("name", value, attrs, renderer=DjangoTemplates()).strip()


def test_it_draws_a_language_list_with_one_template_only() -> None:
    box = forms.Select(choices=[(str(n), str(n)) for n in range(200)])
    template = Renderer().get_template(box.template_name)
    assert "ui/templates" in template.origin.name  # type: ignore[attr-defined]  # Django's own backend
