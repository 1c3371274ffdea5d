"""A form shown again, as it was typed, because it was refused: nobody types anything twice."""

from typing import TypeVar

from django import forms

from dotline.base.errors import DotlineError
from dotline.base.ids import new_id
from dotline.ui.sentences import in_one

F = TypeVar("F", bound=forms.Form)


def shown_again(form: F, refusal: DotlineError) -> F:
    """The bound form with the refusal above it and, where it carries a key, a new one: sent again it is new."""
    form.add_error(None, in_one(refusal))
    if "key" in form.fields:
        data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as every POST
        data[form.add_prefix("key")] = str(new_id())
        form.data = data
    return form
