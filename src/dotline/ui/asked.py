"""What every page asks first: who reads it, and in which language."""

from django.http import HttpRequest
from django.utils.translation import get_language

from dotline.base.reader import Reader
from dotline.ui.bilingual import Lang, lang_of


def reader_of(request: HttpRequest) -> Reader:
    """Who asks, as the middleware found; on a site without accounts everybody is the public."""
    reader = request.__dict__.get("reader")
    return reader if isinstance(reader, Reader) else Reader.public()


def lang() -> Lang:
    """The language in force: 'en' or 'fr'."""
    return lang_of(get_language())
