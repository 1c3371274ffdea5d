"""An error in the reader's language: the one place where a template becomes a sentence."""

from collections.abc import Callable

from django.utils.translation import gettext

from dotline.base.errors import DotlineError, Phrase, fill


def sentence(error: DotlineError) -> tuple[str, str]:
    """The reason and the next step in the language in force; the noun `kind` and phrases too."""
    return translated(error, gettext)


def in_one(error: DotlineError) -> str:
    """The reason and the next step in one line, to stand beside a form."""
    return " ".join(part for part in sentence(error) if part)


def translated(error: DotlineError, say: Callable[[str], str]) -> tuple[str, str]:
    """The reason and the next step as `say` (a gettext) says them."""
    params = {name: _said(name, value, say) for name, value in error.params.items()}
    reason, step = (
        fill(say(text), params) if text else "" for text in (error.template, error.next_step)
    )
    return reason, step


def _said(name: str, value: object, say: Callable[[str], str]) -> object:
    if isinstance(value, Phrase):
        inner = {key: _said(key, part, say) for key, part in value.params.items()}
        return fill(say(value.template), inner) if value.template else ""
    return say(str(value)) if name == "kind" else value
