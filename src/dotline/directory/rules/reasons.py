"""Every reason that a finding may give, as a message: a load says the same in English and French.

Readers write plain English reasons with the words filled in, which keeps the tables readable by
themselves; here each is recognised again and said in the language of whoever reads.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from dotline.base.errors import Phrase, fill


def N_(text: str) -> str:
    """Marks a message for the French catalogue; pure, where gettext is Django's."""
    return text


REASONS = (
    N_("control characters removed"),
    N_("text from a wrong code page mended"),
    N_("written-out line ends made real"),
    N_("spaces around it removed"),
    N_("not a usable number"),
    N_("not a number"),
    N_("not between -{limit} and {limit} degrees"),
    N_("not a date of the form 2026-11-22"),
    N_("not a moment of the form 2026-11-22T09:30:00Z"),
    N_("no time zone given: taken as UTC"),
    N_("not a time that can be read without guessing"),
    N_("words after the time dropped"),
    N_("time written the ISO way"),
    N_("unusual letters of the address encoded"),
    N_("http:// put before the address"),
    N_("not a web address"),
    N_("only the first e-mail address kept"),
    N_("not an e-mail address"),
    N_("not a UUID"),
    N_("neither yes nor no"),
    N_("a list or object where one value belongs"),
    N_("letters changed to the form HSDS uses"),
    N_("not one of: {choices}"),
    N_("not an HSDS object"),
    N_("no id given: one made from the content"),
    N_("not a list"),
    N_("not part of HSDS 3.1"),
    N_("not carried over from HSDS 1.x"),
    N_("names no service, so nobody can know whom it is about"),
    N_("this code was already given: the first meaning is kept"),
    N_("number and extension written apart"),
    N_("not a whole phone number"),
    N_("not a day of the week"),
    N_("set to inactive until the source says a known status"),
    N_("no status given: taken as active"),
    N_("no kind of place given: taken as physical"),
    N_("no kind of address given: taken as physical"),
    N_("no country given: taken from the state or province"),
    N_("one coordinate without the other"),
    N_("0, 0 lies in the ocean and stands for nothing known"),
    N_("this id is used twice for different things: a new one made"),
    N_("this id already belongs to another source"),
    N_("speaks of another source's record: kept as an offer"),
    N_("this listing is sealed: only its agency speaks of it"),
    N_("its agency withdrew this listing: only the agency publishes it again"),
    N_("the {thing} it names is not among what was loaded"),
    N_("belongs to nothing that was loaded"),
    N_("more cells than the heading has"),
    N_("fewer cells than the heading has"),
    N_("not a table of HSDS 3.1"),
    N_("HSDS 3.1 has no place for it"),
    N_("time zone {zone} taken from its town"),
    N_("time zone {zone} taken from its UTC offset"),
    N_("time zone {zone} taken from most others of this load"),
    N_("read as {encoding}, not UTF-8"),
    N_("the source marks it as private"),
    N_("says what the source marks as private elsewhere"),
    N_("the source keeps it out of directories"),
    N_("its agency or site is kept out of directories"),
    N_("the source does not say that it is active"),
    N_("not carried over from iCarol"),
    N_("not a level of iCarol"),
    N_("date written the ISO way"),
    N_("day and month cannot be told apart"),
    N_("words around the number dropped"),
    N_("only the first phone number kept"),
    N_("not a phone number"),
    N_("{thing} that says nothing"),
    N_("{thing} without {name}"),
)
THINGS = (
    N_("organization"), N_("program"), N_("service"), N_("location"), N_("service at location"),
    N_("address"), N_("contact"), N_("phone"), N_("schedule"), N_("service area"), N_("language"),
    N_("accessibility"), N_("cost option"), N_("funding"), N_("organization identifier"),
    N_("required document"), N_("unit"), N_("service capacity"), N_("url"), N_("taxonomy"),
    N_("taxonomy term"), N_("attribute"), N_("metadata"), N_("meta table description"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = []
    for reason in REASONS:
        seen: set[str] = set()

        def group(match: re.Match[str], seen: set[str] = seen) -> str:
            name = match[1]
            again = name in seen
            seen.add(name)
            return f"(?P={name})" if again else f"(?P<{name}>.+?)"

        pattern = re.sub(r"\\{(\w+)\\}", group, re.escape(reason))
        made.append((reason, re.compile(pattern)))
    return tuple(made)


def known(reason: str) -> bool:
    """Whether the reason is one of ours."""
    return any(pattern.fullmatch(reason) for _template, pattern in _patterns())


def spoken(reason: str, translate: Callable[[str], str]) -> str:
    """The reason in the language of `translate` (gettext); one we do not know stays as it is."""
    found = phrase(reason)
    parts = {
        name: translate(part.template) if isinstance(part, Phrase) else part
        for name, part in found.params.items()
    }
    return fill(translate(found.template), parts)


def phrase(reason: str) -> Phrase:
    """The reason as a part of an error's sentence, said in the reader's language with it."""
    for template, pattern in _patterns():
        match = pattern.fullmatch(reason)
        if match:
            parts: dict[str, object] = dict(match.groupdict())
            if parts.get("thing") in THINGS:
                parts["thing"] = Phrase(str(parts["thing"]))
            return Phrase(template, **parts)
    return Phrase(reason)
