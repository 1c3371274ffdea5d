"""Adaptive trilateration: radius bisection, then order comparison, then a fit (research/referral.md section 0, R-21).

The attacker may ask anything that the search answers; she may not read the database.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, radians
from random import Random
from uuid import UUID

from dotline.base.reader import Reader
from dotline.directory.queries.find import find
from dotline.directory.rules.query import Query
from dotline.reference import places, regions
from dotline.reference.places import Place

Point = tuple[float, float]
BISECTIONS = 30
ANCHORS = 14
WALKS = 60


def around(point: Point, km: float, random: Random) -> Point:
    """A point some kilometres off."""
    return (
        point[0] + random.uniform(-1, 1) * km / 111.2,
        point[1] + random.uniform(-1, 1) * km / (111.2 * cos(radians(point[0]))),
    )


@dataclass
class Attack:
    """One attacker after one service. `asked` counts her questions."""

    service: UUID
    region: regions.Region
    most: int = 1000
    asked: int = 0
    circles: list[tuple[Point, float]] = field(default_factory=list)

    def answer(self, at: Point, km: float | None) -> list[UUID]:
        """The services that the search gives, in its order, and never widened."""
        self.asked += 1
        place = Place("here", "", at[0], at[1], "UTC", "point")
        found = find(Reader.public(), Query(near=place, km=km, limit=200))
        return [] if found.relaxed else [hit.service for hit in found.hits]

    def distance(self, at: Point) -> float | None:
        """How far the service is from a point, by bisection over the radius; None when the radius tells nothing."""
        low, high = 0.0, self.region.km * 6.0
        if self.service not in self.answer(at, high) or self.service in self.answer(at, 0.0):
            return None
        for _ in range(BISECTIONS):
            if self.asked >= self.most or high - low < 0.001:
                break
            middle = (low + high) / 2
            if self.service in self.answer(at, middle):
                high = middle
            else:
                low = middle
        return (low + high) / 2

    def run(self, random: Random, known: dict[UUID, Point]) -> Point:
        """Her best guess after all her questions. `known` are open services, whose place everybody knows."""
        guess = (self.region.lat, self.region.lon)
        for number in range(ANCHORS):
            spread = self.region.km if number < ANCHORS // 2 else 5.0
            at = around(guess, spread, random)
            far = self.distance(at)
            if far is not None:
                self.circles.append((at, far))
            guess = self.fitted(guess, random)
        return self.by_order(guess, random, known)

    def by_order(self, guess: Point, random: Random, known: dict[UUID, Point]) -> Point:
        """Use what is left: who comes first, seen from many points, rules out guesses that would order otherwise."""
        views: list[tuple[Point, UUID, bool]] = []
        while self.asked < self.most and known:
            at = around(guess, self.region.km, random)
            order = self.answer(at, self.region.km * 6.0)
            rank = {service: place for place, service in enumerate(order)}
            if self.service in rank:
                views += [(at, one, rank[self.service] < rank[one]) for one in known if one in rank]
        if self.circles or not views:
            return guess
        tries = [
            around((self.region.lat, self.region.lon), self.region.km, random) for _ in range(200)
        ]
        return max(tries, key=lambda point: agreeing(point, views, known))

    def fitted(self, guess: Point, random: Random) -> Point:
        """The point that fits the circles best, by a walk with shrinking steps."""
        if not self.circles:
            return guess
        best, step = guess, float(self.region.km)
        score = self.misfit(best)
        while step > 0.0005:
            better = min((around(best, step, random) for _ in range(WALKS)), key=self.misfit)
            if self.misfit(better) < score:
                best, score = better, self.misfit(better)
            else:
                step /= 2
        return best

    def misfit(self, point: Point) -> float:
        """How badly a point fits the circles."""
        return sum((places.distance_km(point, at) - far) ** 2 for at, far in self.circles)


def agreeing(point: Point, views: list[tuple[Point, UUID, bool]], known: dict[UUID, Point]) -> int:
    """How many observed orders a guess would explain."""
    km = places.distance_km
    return sum((km(at, point) < km(at, known[one])) == nearer for at, one, nearer in views[:300])


def error(guess: Point, truth: Point) -> float:
    """Kilometres between a guess and the truth."""
    return places.distance_km(guess, truth)


Guess = Callable[[], Point]
