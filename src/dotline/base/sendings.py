"""Forms that carry a key: one sent twice counts once, and other words under its key are never dropped. Pure."""

import json
from dataclasses import dataclass
from uuid import UUID, uuid5

from dotline.base.errors import N_, Conflict


class SentAlready(Conflict):
    """A form came again with other words: nothing of them was kept, so the page shows them again."""

    def __init__(self) -> None:
        super().__init__(
            N_("This form was sent already, with other words."),
            N_(
                "Your words are still here, and nothing of them was sent: copy them to where they belong, "
                "or send them as something new."
            ),
        )


@dataclass(frozen=True)
class Sending:
    """One sending of a form. `form` names the form, `words` what it said; both tell nothing of the words.

    They are made of the form's own random key, which is stored nowhere, so neither can be guessed at.
    """

    form: UUID
    words: UUID

    def must_match(self, kept: UUID | None) -> None:
        """Raise SentAlready unless the words kept of this form are these words."""
        if kept != self.words:
            raise SentAlready


def sending(key: UUID, *said: object) -> Sending:
    """Name a sending: equal for the same key with the same words, which are anything that JSON can spell."""
    return Sending(uuid5(key, ""), uuid5(key, json.dumps(said, sort_keys=True, default=str)))
