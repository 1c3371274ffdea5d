"""Texts of the catalogues in both languages at once, for documents that are made in both."""

from django.utils.functional import Promise
from django.utils.translation import override

from dotline.ui.bilingual import LANGS, Text


def both(words: str | Promise) -> Text:
    """A translatable text in English and in French."""
    said = []
    for lang in LANGS:
        with override(lang):
            said.append(str(words))
    return Text(*said)
