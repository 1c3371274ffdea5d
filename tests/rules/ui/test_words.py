"""Codes that a page says in words."""

from django.utils.translation import override

from dotline.ui.templatetags.dotline import linking_purpose


def test_the_common_purposes_of_linking_are_said_in_words_and_others_as_agreed() -> None:
    found = {}
    for language in ("en", "fr"):
        with override(language):
            found[language] = [linking_purpose(one) for one in ("victims", "suspects", "lost-2027")]
    assert found["en"] == ["helping victims", "finding suspects", "lost-2027"]
    assert found["fr"] == ["aider des victimes", "trouver des suspects", "lost-2027"]
