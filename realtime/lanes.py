"""What the picture lane must ask of a higher layer, which registers the answers in its `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from realtime.positions import Frame

_last_picture: list[Callable[[], Iterable[Frame]]] = []
_subjects_under: list[Callable[[tuple[str, ...]], Iterable[int]]] = []


def register_last_picture(load: Callable[[], Iterable[Frame]]) -> None:
    """Last fixes from the database as frames, so that a new hub shows something while the gateway is away."""
    _last_picture.append(load)


def register_subjects_under(load: Callable[[tuple[str, ...]], Iterable[int]]) -> None:
    """Ids of the subjects owned under area prefixes, for scopes finer than a district (a town's)."""
    _subjects_under.append(load)


def load_last_picture() -> list[Frame]:
    return [frame for load in _last_picture for frame in load()]


def subjects_under(areas: tuple[str, ...]) -> set[int]:
    return {subject for load in _subjects_under for subject in load(areas)}
