"""Names of a form and of what it said when it was sent: equal names mean the same words, and tell none. Pure."""

import json
from uuid import UUID, uuid5


def form_name(key: UUID) -> UUID:
    """The name of a form. Its own random `key` is stored nowhere, so no name made of it can be guessed at."""
    return uuid5(key, "")


def sending(key: UUID, *said: object) -> UUID:
    """The name of one sending of a form: the same for the same form with the same words in it, no other."""
    return uuid5(key, json.dumps(said, sort_keys=True, default=str))
