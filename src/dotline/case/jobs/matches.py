"""What the heartbeat does for matches: takes letters in at once, and posts each agency's letters at the fixed hour.

Every party of an agreement gets one letter of one size from every other at each hour, whatever happened. Several
hours that a stopped desk missed are one letter.
"""

import logging
from datetime import datetime

from django.db import IntegrityError
from nacl.exceptions import CryptoError

from dotline.access import keys
from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.errors import DotlineError, Invalid, NotFound, Refused, Unavailable
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.actions.matches import BY, Corner
from dotline.case.queries import linkage, matches
from dotline.case.rules.matches import hour_at
from dotline.gates import agreements, letterbox, matchbox
from dotline.gates.agreement import may_meet_under
from dotline.gates.stewards import today

log = logging.getLogger("dotline.case")
_done: list[datetime] = []  # the last hour whose letters this process saw posted


def beat() -> None:
    """One round of the heartbeat."""
    take_letters()
    end_uncarried()
    hour = hour_at(clock.now())
    if _done != [hour]:
        post_letters(hour)
        _done[:] = [hour]


def take_letters() -> int:
    """Take in the letters about matches; one that is none is thrown away. Returns how many were read."""
    system = Reader.system("letterbox")
    count = 0
    for row in list(letterbox.waiting(system, letterbox.MATCH)[:200]):
        by = Reader.system(BY, row.agency_id)
        try:
            letter = matchbox.read(letterbox.unsealed(system, row))
            with behind(by):
                _take(by, letter)
            count += 1
        except (Invalid, CryptoError):
            log.warning("letter %s is of no match", row.id)
        except DotlineError as error:
            log.warning("letter %s was not taken in: %s", row.id, error.template)
            continue
        letterbox.taken(by=system, letter=row.id)
    return count


def _take(by: Reader, letter: matchbox.MatchLetter) -> None:
    private = keys.load(by.own).letterbox
    step = 2 if letter.notices else 1
    for at in range(0, matchbox.SLOTS, step):
        slot = matchbox.opened(private, letter.slots[at])
        if slot is None:
            continue
        onward = letter.slots[at + 1] if letter.notices else None
        try:
            actions.take_match(by=by, letter=letter, slot=slot, onward=onward)
        except (Invalid, NotFound, Refused) as error:
            log.warning("a notice of a match was not kept: %s", error.template)


def post_letters(hour: datetime) -> int:
    """Post the letters of a fixed hour that were not posted yet; returns how many."""
    system = Reader.system(BY)
    with behind(system):
        done = matches.posted(system, hour)
        corners = [
            one for one in _corners(system) if (one.agency, one.to, one.agreement) not in done
        ]
    count = 0
    for corner in corners:
        by = Reader.system(BY, corner.agency)
        try:
            with behind(by):
                actions.tell_matches(by=by, corner=corner, hour=hour)
            count += 1
        except (NotFound, Unavailable) as error:
            log.warning("no letter about matches was posted: %s", error.template)
        except IntegrityError:
            continue  # another heartbeat was faster
    return count


def end_uncarried() -> int:
    """Close what still waits under agreements that ended, ran out or were vetoed; returns under how many, by agency.

    No letter tells of it, and letters of the fixed hours go on as before: to the other side it is silence.
    """
    system = Reader.system(BY)
    with behind(system):
        waiting = matches.waiting_under(system)
        standing = {
            row.id
            for row in agreements.agreements(system).filter(pk__in={one for _by, one in waiting})
            if may_meet_under(agreements.terms(system, row), (), today(system))
        }
    ended = sorted((by, one) for by, one in waiting if one not in standing)
    for agency, agreement in ended:
        by = Reader.system(BY, agency)
        with behind(by):
            actions.end_matches_under(by=by, agreement_id=agreement)
    return len(ended)


def _corners(system: Reader) -> list[Corner]:
    """Each party of each agreement under which something was encoded, with each other party."""
    made = set(linkage.every_agreement_used(system))
    found = []
    for row in agreements.agreements(system).filter(pk__in=made, last_on__gte=today(system)):
        parties = sorted(agreements.terms(system, row).parties)
        found += [Corner(a, b, row.id) for a in parties for b in parties if a != b]
    return found
