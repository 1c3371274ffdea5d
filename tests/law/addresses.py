"""Every address of the desk and of the public site, read off their URL tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

NOBODYS = UUID(int=1)  # an id that belongs to nothing


@dataclass(frozen=True)
class Address:
    """One named address; `arguments` are its converters by name."""

    name: str
    arguments: tuple[tuple[str, str], ...]
    for_everybody: bool

    def path(self, language: str = "en") -> str:
        """A path that leads there, with ids that belong to nothing."""
        from django.urls import reverse
        from django.utils.translation import override

        given = {
            name: NOBODYS if kind == "UUIDConverter" else "nothing" for name, kind in self.arguments
        }
        with override(language):
            return reverse(self.name, kwargs=given, urlconf=self.urlconf)

    urlconf: str = "dotline.site.desk_urls"


def addresses(urlconf: str) -> list[Address]:
    """All addresses of a URL table, in its order."""
    return list(_walk(get_resolver(urlconf), "", urlconf))


def _walk(resolver: URLResolver, prefix: str, urlconf: str) -> Iterator[Address]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            space = f"{prefix}{item.namespace}:" if item.namespace else prefix
            yield from _walk(item, space, urlconf)
        elif isinstance(item, URLPattern):
            converters = item.pattern.converters.items()
            yield Address(
                f"{prefix}{item.name}",
                tuple((name, type(converter).__name__) for name, converter in converters),
                bool(getattr(item.callback, "for_everybody", False)),
                urlconf,
            )
