"""wall in 参观模式 → **strangers** → covering: who is named in this centre, and which targets are protected, by which what a visitor sees is covered."""

from __future__ import annotations

import time
from collections.abc import Iterator

from command.dossiers.models import PlantContact
from command.evacuation.register.models import Vulnerable
from command.volunteers.models import Core
from command.wall.models import Wall
from devices.terminals.models import Subject
from dispatch.conferences.models import Leg
from dispatch.contacts.models import Person
from dispatch.features.catalogue import PROTECTED_KEYS
from dispatch.features.models import Feature
from realtime.accounts.models import Role, User
from realtime.covering import Cover, Names

# What somebody carries is named after who carries it; teams, vehicles and drones are things.
THINGS = ("team", "uav", "vehicle", "vessel", "dock", "sensor")
KEEP_S = 20.0  # a name entered since is covered by its field meanwhile

_kept: tuple[float, Names] | None = None


def cover_of(actor: str) -> Cover | None:
    """None while the wall is not in 参观模式."""
    kind, _, token = actor.partition(":")
    if kind != "wall" or not token.isdigit() or not Wall.objects.filter(token_id=int(token), visit=True).exists():
        return None
    return names().cover


def names() -> Names:
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] > KEEP_S:
        posts = set(Role.objects.values_list("name", flat=True))  # an account may be called after its post
        carried = Subject.objects.exclude(kind__in=THINGS).values_list("label", flat=True)
        _kept = (now, Names.of((name for name in _named() if name not in posts), carried))
    return _kept[1]


def forget() -> None:
    global _kept
    _kept = None


def _named() -> Iterator[str]:
    yield from User.objects.values_list("name", flat=True)
    yield from Person.objects.values_list("name", flat=True).distinct()
    for pair in Vulnerable.objects.values_list("name", "household"):
        yield from pair
    yield from PlantContact.objects.values_list("name", flat=True).distinct()
    yield from Core.objects.values_list("name", flat=True).distinct()
    yield from Leg.objects.filter(user=None, unit=None, wall=None).values_list("name", flat=True).distinct()
    yield from Feature.objects.filter(layer__in=PROTECTED_KEYS).values_list("name", flat=True).distinct()
