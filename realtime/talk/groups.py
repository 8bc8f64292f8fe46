"""What the relay knows of a group and of a listener's rights in it. No Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from realtime.talk.floor import Limits


@dataclass(frozen=True)
class GroupInfo:
    """A row of TalkGroup with its members and the limits of its area, as of `version`."""

    id: int
    name: str
    kind: str
    area: str
    incident: int | None
    state: str
    version: int
    locked: bool = False
    sos: bool = False
    lowest: int = 1
    raised: dict[str, int] = field(default_factory=dict)
    muted: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()  # unit:5, user:3, terminal:7
    limits: Limits = field(default_factory=Limits)
    exercise: int | None = None


@dataclass(frozen=True)
class Seat:
    """Rights of one connection in one group, from its ticket."""

    priority: int
    speak: bool
    because: str  # area, member:unit:5, listen

    def priority_in(self, group: GroupInfo, actor: str) -> int:
        """An SOS raises the caller, and the team that pressed it."""
        return max(self.priority, group.raised.get(actor, 0), group.raised.get(self.because.removeprefix("member:"), 0))

    def still_holds(self, group: GroupInfo) -> bool:
        return not self.because.startswith("member:") or self.because.removeprefix("member:") in group.members


def described(group: GroupInfo, seat: Seat, actor: str) -> dict[str, Any]:
    """As `joined` and `group` frames say it to this listener."""
    muted = actor in group.muted
    return {
        "id": group.id, "name": group.name, "kind": group.kind, "area": group.area, "incident": group.incident, "state": group.state,
        "locked": group.locked, "sos": group.sos, "muted": muted, "priority": seat.priority_in(group, actor),
        "speak": seat.speak and not muted, "max": group.limits.max_s, "x": group.exercise,
    }  # fmt: skip
