"""An error in the reader's language: the one place where a template becomes a sentence."""

from django.utils.translation import gettext

from dotline.base.errors import DotlineError, fill


def sentence(error: DotlineError) -> tuple[str, str]:
    """The reason and the next step in the language in force; the noun `kind` is translated too."""
    params = {
        name: gettext(str(value)) if name == "kind" else value
        for name, value in error.params.items()
    }
    reason, step = (
        fill(gettext(text), params) if text else "" for text in (error.template, error.next_step)
    )
    return reason, step
