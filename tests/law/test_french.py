"""French is complete: nobody who reads French meets an English sentence."""

import pytest

from dotline.cli import messages


@pytest.mark.parametrize("room", messages.rooms())
def test_the_french_of_a_room_is_complete(room: str) -> None:
    assert [str(problem) for problem in messages.problems_of(room)] == []


def test_no_two_rooms_translate_the_same_words_differently() -> None:
    assert [str(problem) for problem in messages.disagreements()] == []
