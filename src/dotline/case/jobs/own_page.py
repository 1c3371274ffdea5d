"""What the heartbeat does for people's own pages: takes in what they asked at once, tells what changed each minute."""

import logging

from nacl.exceptions import CryptoError

from dotline.access.unit import behind
from dotline.base.errors import DotlineError, Invalid, NotFound
from dotline.base.paced import Paced
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.queries import own_page
from dotline.gates import letterbox, ownbox

log = logging.getLogger("dotline.case")
EVERY = 60.0  # seconds between two rounds of telling
_telling = Paced(EVERY)


def beat() -> None:
    """One round of the heartbeat: a withdrawal takes effect in the round in which its letter is found."""
    take_words()
    if _telling.due():
        tell()


def take_words() -> int:
    """Take in the letters of people's own pages; one that is none is thrown away. Returns how many were taken."""
    system = Reader.system("letterbox")
    count = 0
    for row in list(letterbox.waiting(system, ownbox.LETTER)[:200]):
        by = Reader.system(actions.own_page.BY, row.agency_id)
        try:
            word = ownbox.word(letterbox.unsealed(system, row))
            with behind(by):
                actions.take_own_word(by=by, word=word)
            count += 1
        except (Invalid, NotFound, CryptoError):
            log.warning("letter %s is of no own page", row.id)
        except DotlineError as error:
            log.warning("letter %s was not taken in: %s", row.id, error.template)
            continue
        letterbox.taken(by=system, letter=row.id)
    return count


def tell() -> int:
    """Renew the pages that say something new, and take away those whose days are over; returns how many were told."""
    system = Reader.system(actions.own_page.BY)
    count = 0
    with behind(system):
        rows = [(row.id, row.agency_id, own_page.digest(own_page.told(
            Reader.system(actions.own_page.BY, row.agency_id), row)) != row.told, row.ends_on)
            for row in own_page.running(system)]  # fmt: skip
    for code_id, agency, new, ends_on in rows:
        by = Reader.system(actions.own_page.BY, agency)
        with behind(by):
            if new or ends_on < queries.today(by):
                count += actions.tell_own_page(by=by, code_id=code_id)
    sweep()
    return count


def sweep() -> int:
    """Take away each box whose code has ended, also where the desk was stopped in between; returns how many."""
    system = Reader.system(actions.own_page.BY)
    # The boxes first: a code that is given in between has no box among them yet.
    boxes = ownbox.standing(system)
    with behind(system):
        live = set(own_page.running(system).values_list("box_id", flat=True))
    old = boxes - live
    for box in old:
        ownbox.close(by=system, box=box)
    return len(old)
