"""sweeping → **hooks** → whoever owns the room: a peer is gone. Registered in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

Gone = Callable[[str, int, bool], None]  # room, peer, whether it said goodbye
_on_gone: list[Gone] = []


def on_gone(tell: Gone) -> None:
    if tell not in _on_gone:
        _on_gone.append(tell)


def tell_gone(room: str, peer: int, bye: bool) -> None:
    for tell in _on_gone:
        tell(room, peer, bye)
