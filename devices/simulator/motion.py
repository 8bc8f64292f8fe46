"""How simulated people, vehicles and aircraft move: straight legs between points, at the speed of their kind. Pure, deterministic by seed."""

from __future__ import annotations

import math
from random import Random

METRES_PER_DEGREE = 111_195.0


def offset(lon: float, lat: float, east: float, north: float) -> tuple[float, float]:
    """The point so many metres away."""
    return lon + east / (METRES_PER_DEGREE * math.cos(math.radians(lat))), lat + north / METRES_PER_DEGREE


def between(lon: float, lat: float, to_lon: float, to_lat: float) -> tuple[float, float]:
    """Metres east and north from one point to another."""
    return (to_lon - lon) * METRES_PER_DEGREE * math.cos(math.radians(lat)), (to_lat - lat) * METRES_PER_DEGREE


class Mover:
    """A point with a goal. Without an errand it wanders around its home, stopping now and then."""

    def __init__(self, dice: Random, lon: float, lat: float, *, radius: float, speed: float, pause_s: float) -> None:
        self.dice, self.home = dice, (lon, lat)
        self.radius, self.cruise, self.pause_s = radius, speed, pause_s
        self.lon, self.lat = offset(lon, lat, *self._somewhere())
        self.goal: tuple[float, float] = self._next()
        self.errand: tuple[float, float] | None = None
        self.waiting = dice.uniform(0, pause_s)
        self.speed = self.heading = 0.0

    def _somewhere(self) -> tuple[float, float]:
        angle, distance = self.dice.uniform(0, math.tau), self.radius * math.sqrt(self.dice.random())
        return distance * math.cos(angle), distance * math.sin(angle)

    def _next(self) -> tuple[float, float]:
        return offset(*self.home, *self._somewhere())

    def send_to(self, lon: float, lat: float) -> None:
        self.errand, self.waiting = (lon, lat), 0.0

    def release(self) -> None:
        self.errand, self.goal = None, self.home

    def metres_to_errand(self) -> float | None:
        return None if self.errand is None else math.hypot(*between(self.lon, self.lat, *self.errand))

    def step(self, seconds: float, *, errand_speed: float | None = None) -> None:
        """Move on; arriving at an errand it stays there."""
        goal = self.errand or self.goal
        if self.waiting > 0:
            self.waiting -= seconds
            self.speed = 0.0
            return
        pace = errand_speed if self.errand is not None and errand_speed is not None else self.cruise * self.dice.uniform(0.8, 1.2)
        east, north = between(self.lon, self.lat, *goal)
        left, reach = math.hypot(east, north), pace * seconds
        if left <= reach:
            self.lon, self.lat, self.speed = goal[0], goal[1], 0.0
            if self.errand is None:
                self.goal, self.waiting = self._next(), self.dice.uniform(0, self.pause_s)
            return
        self.lon, self.lat = offset(self.lon, self.lat, east * reach / left, north * reach / left)
        self.speed, self.heading = pace, math.degrees(math.atan2(east, north)) % 360


class Sortie:
    """A drone's day: take-off, rounds over its area, return, charging. Height in metres above its home."""

    CLIMB = 4.0  # m/s

    def __init__(self, dice: Random, lon: float, lat: float) -> None:
        self.dice, self.home = dice, (lon, lat)
        self.lon, self.lat, self.height = lon, lat, 0.0
        self.speed, self.heading, self.battery = 0.0, dice.uniform(0, 360), dice.uniform(60, 100)
        self.level = dice.uniform(90, 140)
        # A star of six to nine corners, 0.6–2.2 km away: looks like patrolling ridges, and comes home in between
        corners = dice.randint(6, 9)
        first = dice.uniform(0, math.tau)
        self.route = [
            offset(lon, lat, r * math.cos(first + math.tau * n / corners), r * math.sin(first + math.tau * n / corners))
            for n, r in ((n, dice.uniform(600, 2200)) for n in range(corners))
        ]
        self.leg = 0
        self.errand = self.home
        self.state = "flying" if dice.random() < 0.75 else "charging"
        if self.state == "flying":
            self.height, self.leg = self.level, dice.randrange(corners)
            self.lon, self.lat = self.route[self.leg]

    @property
    def mode(self) -> int:
        """mode_code of DJI: 0 standby, 4 automatic take-off, 5 wayline, 9 returning, 10 landing, 17 flown from afar."""
        return {"sent": 17, "charging": 0, "rising": 4, "flying": 5, "returning": 9, "landing": 10}[self.state]

    def send_to(self, lon: float, lat: float) -> bool:
        """To a point, and stay over it until it is called home or its battery calls it. False: it is not in the air."""
        if self.state not in ("flying", "sent", "returning"):
            return False
        self.state, self.errand = "sent", (lon, lat)
        return True

    def go_home(self) -> bool:
        if self.state not in ("rising", "flying", "sent", "returning"):
            return False
        self.state = "returning"
        return True

    def metres_to_errand(self) -> float:
        return math.hypot(*between(self.lon, self.lat, *self.errand))

    def step(self, seconds: float) -> None:
        self.speed = 0.0
        if self.state == "charging":
            self.battery = min(100.0, self.battery + seconds * 0.15)
            if self.battery >= 98:
                self.state, self.leg = "rising", 0
        elif self.state == "rising":
            self.height = min(self.level, self.height + self.CLIMB * seconds)
            if self.height >= self.level:
                self.state = "flying"
        elif self.state == "flying":
            self._fly(self.route[self.leg], 11.0, seconds)
            if self.battery < 30:
                self.state = "returning"
        elif self.state == "sent":
            self._fly(self.errand, 12.0, seconds)
            if self.battery < 30:
                self.state = "returning"
        elif self.state == "returning":
            if self._fly(self.home, 14.0, seconds):
                self.state = "landing"
        else:
            self.height = max(0.0, self.height - self.CLIMB * seconds)
            if self.height <= 0:
                self.state = "charging"
        if self.state != "charging":
            self.battery = max(5.0, self.battery - seconds * 0.04)

    def _fly(self, goal: tuple[float, float], pace: float, seconds: float) -> bool:
        east, north = between(self.lon, self.lat, *goal)
        left, reach = math.hypot(east, north), pace * seconds
        if left <= reach:
            self.lon, self.lat = goal
            self.leg = (self.leg + 1) % len(self.route)
            return True
        self.lon, self.lat = offset(self.lon, self.lat, east * reach / left, north * reach / left)
        self.speed, self.heading = pace * self.dice.uniform(0.95, 1.05), math.degrees(math.atan2(east, north)) % 360
        return False
