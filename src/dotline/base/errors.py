"""Errors shown to people: one tree, each with a sentence, a next step, an HTTP status and an exit code."""

from collections.abc import Mapping
from typing import ClassVar, Self


class DotlineError(Exception):
    """A refusal that a person reads.

    `template` and `next_step` are English gettext msgids with {named} fields; `params` fills both.
    They must never hold personal data: the text lands in pages, logs and terminals.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, template: str, next_step: str = "", /, **params: object) -> None:
        super().__init__(template)
        self.template = template
        self.next_step = next_step
        self.params: Mapping[str, object] = params

    def text(self) -> str:
        """The English sentence, filled in."""
        return fill(self.template, self.params)

    def __str__(self) -> str:
        return " ".join(part for part in (self.text(), fill(self.next_step, self.params)) if part)


class Invalid(DotlineError):
    """The input cannot be used as it is."""

    status = 400
    exit_code = 2
    title = "This cannot be used as it is"


class Refused(DotlineError):
    """The reader may not do this. Also a value: policies return it instead of raising."""

    status = 403
    exit_code = 3
    title = "You may not do this"

    def __bool__(self) -> bool:
        return False

    def or_refuse(self) -> None:
        """Raise this refusal."""
        raise self


class NotFound(DotlineError):
    """Not there, or not there for this reader: both look the same on purpose."""

    status = 404
    exit_code = 4
    title = "Not found"


class Conflict(DotlineError):
    """Somebody else was first, or the state does not allow the step."""

    status = 409
    exit_code = 5
    title = "This was changed meanwhile"


class Unavailable(DotlineError):
    """The machine cannot do it now: disk full, key missing, clock set back, database away."""

    status = 503
    exit_code = 6
    title = "Not possible right now"


class Phrase(str):
    """Words put into a sentence: English as text, and the msgid that they are translated from.

    A plain str in a param is a name (a file, a code) and stays as it is; a Phrase is said in the
    reader's language, like the sentence around it.
    """

    template: str
    params: Mapping[str, object]

    def __new__(cls, template: str, /, **params: object) -> Self:
        """The phrase; `template` is an English msgid, `params` fill its {named} fields."""
        made = super().__new__(cls, fill(template, params))
        made.template, made.params = template, params
        return made


def N_(text: str) -> str:
    """Mark a sentence as a msgid where it cannot stand inside the error's call."""
    return text


def fill(template: str, params: Mapping[str, object]) -> str:
    """Put the params into a template; a template without fields is returned unchanged."""
    return template.format(**params) if params and "{" in template else template


def not_found(kind: str) -> NotFound:
    """The one answer for 'absent' and 'not yours'. `kind` is an English noun from the glossary."""
    return NotFound(
        "There is no such {kind}, or it is not yours to see.",
        "Check the address or go back to your list.",
        kind=kind,
    )
