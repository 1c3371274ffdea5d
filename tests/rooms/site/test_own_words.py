"""The page that a person opens with a code says no word that tells an onlooker what she came from."""

from collections.abc import Callable

import pytest
from django.utils import translation

from dotline.reference import vocabulary
from dotline.site.public.own import agreed_words, help_words, who_gets

TELLING = (
    *(
        "shelter",
        "traffick",
        "exploit",
        "police",
        "court",
        "prosecut",
        "border",
        "immigra",
        "rights",
    ),
    *("hébergement", "traite", "tribunal", "poursuite", "frontal", "retour", "return"),
)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("service_kinds", help_words),
        ("organisation_kinds", who_gets),
        ("case_consents", agreed_words),
    ],
)
def test_no_help_office_or_consent_tells_an_onlooker(
    lang: str, codes: str, said: Callable[[str], str]
) -> None:
    with translation.override(lang):
        told = {one.code: said(one.code).casefold() for one in vocabulary.codes(codes)}
    assert all(told.values())
    assert not [(code, word) for code, word in told.items() if any(one in word for one in TELLING)]
