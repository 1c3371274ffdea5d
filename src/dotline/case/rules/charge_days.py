"""Between which days each offence has been law, for the database to hold a charge against. Pure.

The database cannot read the library of law (reference/law). A test compares the two, so that a provision
that comes or ends there needs a line here, and with it a migration.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

# From the provision, or the section above its limbs, to its first day and the first day on which it was law no more.
LAW_BETWEEN: Final[Mapping[str, tuple[date, date | None]]] = {
    "CC 212": (date(1988, 12, 12), date(2014, 12, 6)),
    "CC 212(1)": (date(1988, 12, 12), date(2014, 12, 6)),
    "CC 279.01": (date(2005, 11, 25), None),
    "CC 279.01(1)": (date(2005, 11, 25), None),
    "CC 279.01(1)(a)": (date(2005, 11, 25), None),
    "CC 279.01(1)(b)": (date(2005, 11, 25), None),
    "CC 279.011": (date(2010, 6, 29), None),
    "CC 279.011(1)": (date(2010, 6, 29), None),
    "CC 279.011(1)(a)": (date(2010, 6, 29), None),
    "CC 279.011(1)(b)": (date(2010, 6, 29), None),
    "CC 279.02": (date(2005, 11, 25), None),
    "CC 279.02(1)": (date(2014, 12, 6), None),
    "CC 279.02(2)": (date(2014, 12, 6), None),
    "CC 279.03": (date(2005, 11, 25), None),
    "CC 279.03(1)": (date(2014, 12, 6), None),
    "CC 279.03(2)": (date(2014, 12, 6), None),
    "CC 286.1": (date(2014, 12, 6), None),
    "CC 286.1(1)": (date(2014, 12, 6), None),
    "CC 286.1(1)(a)": (date(2014, 12, 6), None),
    "CC 286.1(1)(b)": (date(2014, 12, 6), None),
    "CC 286.1(2)": (date(2014, 12, 6), None),
    "CC 286.2": (date(2014, 12, 6), None),
    "CC 286.2(1)": (date(2014, 12, 6), None),
    "CC 286.2(2)": (date(2014, 12, 6), None),
    "CC 286.3": (date(2014, 12, 6), None),
    "CC 286.3(1)": (date(2014, 12, 6), None),
    "CC 286.3(2)": (date(2014, 12, 6), None),
    "IRPA 117": (date(2002, 6, 28), None),
    "IRPA 117(2)": (date(2002, 6, 28), None),
    "IRPA 117(2)(a)": (date(2002, 6, 28), None),
    "IRPA 117(2)(a)(i)": (date(2002, 6, 28), None),
    "IRPA 117(2)(a)(ii)": (date(2002, 6, 28), None),
    "IRPA 117(2)(b)": (date(2002, 6, 28), None),
    "IRPA 117(3)": (date(2002, 6, 28), None),
    "IRPA 117(3.1)": (date(2012, 12, 15), None),
    "IRPA 117(3.1)(a)": (date(2012, 12, 15), None),
    "IRPA 117(3.1)(b)": (date(2012, 12, 15), None),
    "IRPA 117(3.2)": (date(2012, 12, 15), None),
    "IRPA 117(3.2)(a)": (date(2012, 12, 15), None),
    "IRPA 117(3.2)(b)": (date(2012, 12, 15), None),
    "IRPA 118": (date(2002, 6, 28), None),
    "IRPA 119": (date(2002, 6, 28), None),
    "IRPA 120": (date(2002, 6, 28), None),
    "IRPA 122": (date(2002, 6, 28), None),
    "IRPA 122(1)": (date(2002, 6, 28), None),
    "IRPA 122(1)(a)": (date(2002, 6, 28), None),
    "IRPA 122(1)(b)": (date(2002, 6, 28), None),
    "IRPA 122(1)(c)": (date(2002, 6, 28), None),
    "IRPA 124": (date(2002, 6, 28), None),
    "IRPA 124(1)": (date(2002, 6, 28), None),
    "IRPA 124(1)(a)": (date(2002, 6, 28), None),
    "IRPA 124(1)(b)": (date(2002, 6, 28), None),
    "IRPA 124(1)(c)": (date(2002, 6, 28), None),
    "IRPA 126": (date(2002, 6, 28), None),
    "IRPA 127": (date(2002, 6, 28), None),
    "IRPA 127(a)": (date(2002, 6, 28), None),
    "IRPA 127(b)": (date(2002, 6, 28), None),
    "IRPA 127(c)": (date(2002, 6, 28), None),
    "IRPA 129": (date(2002, 6, 28), None),
    "IRPA 129(1)": (date(2002, 6, 28), None),
    "IRPA 129(1)(a)": (date(2002, 6, 28), None),
    "IRPA 129(1)(b)": (date(2002, 6, 28), None),
    "IRPA 129(1)(c)": (date(2002, 6, 28), None),
    "IRPA 129(1)(d)": (date(2002, 6, 28), None),
}


def cites_between() -> Mapping[tuple[date, date | None], tuple[str, ...]]:
    """The same by days: the provisions that were law between them, in order."""
    found: dict[tuple[date, date | None], list[str]] = {}
    for cite, days in LAW_BETWEEN.items():
        found.setdefault(days, []).append(cite)
    return {days: tuple(sorted(cites)) for days, cites in found.items()}
