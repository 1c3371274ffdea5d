"""Comments of the public on the plan: why one is published or not, and what a text gives away. Pure."""

import re
from enum import StrEnum

from dotline.base.errors import N_, Invalid
from dotline.base.states import Transitions
from dotline.gates.publish.leaks import kinds


class CommentState(StrEnum):
    """What became of a comment. One that waits is in no table of the plan."""

    PUBLISHED = "published"
    DECLINED = "declined"
    TAKEN_DOWN = "taken_down"


COMMENT_STATES: Transitions[CommentState] = Transitions(
    {
        CommentState.PUBLISHED: frozenset({CommentState.TAKEN_DOWN}),
        CommentState.DECLINED: frozenset(),
        CommentState.TAKEN_DOWN: frozenset(),
    },
    CommentState.PUBLISHED,
)


class PublishReason(StrEnum):
    """Why a comment is shown to everybody."""

    BEARS_ON = "bears_on"
    EXPERIENCE = "experience"
    QUESTION = "question"


class DeclineReason(StrEnum):
    """Why a comment is not shown, or shown no more. No opinion is a reason."""

    NAMES_SOMEBODY = "names_somebody"
    TELLS_A_PLACE = "tells_a_place"
    THREAT = "threat"
    NOT_ABOUT = "not_about"
    ADVERT = "advert"


_CONTACT = re.compile(r"\S@\S+\.\w|https?:|www\.|(?:\d[\s().-]{0,3}){7,}", re.IGNORECASE)


def gives_away(text: str) -> bool:
    """Whether a text seems to hold a phone number, an address of any kind or a link. It rather errs to yes."""
    return bool(_CONTACT.search(text) or kinds(text))


def check_publishing(text: str) -> None:
    """Raises Invalid for a text that may lead to a person or a place: nobody shows such a text to everybody."""
    if gives_away(text):
        raise Invalid(
            N_(
                "This comment seems to hold a phone number, an address or a link, so it cannot be published."
            ),
            N_("Decline it. Whoever wrote it can write it again without that."),
        )
