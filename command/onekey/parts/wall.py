"""press → **wall** → glass: what the press is about stands on every wall of the area for a while, then the wall goes back by itself."""

from __future__ import annotations

from collections.abc import Sequence

from command.onekey.models import Leg, Press
from command.onekey.parts.known import Count, Reached, Started, Taken
from command.onekey.rows import PartPreview, PressNamed, PressTrouble
from command.onekey.wish import Wish
from command.wall.actions import CONTROL, show_scene
from command.wall.models import SILENT, Wall
from command.wall.rows import Scene
from command.wall.scene import scene
from realtime.accounts.may import Caller
from realtime.rules.models import rule


class Walls:
    name = "wall"
    verb = CONTROL

    def preview(self, who: Caller, wish: Wish) -> PartPreview | None:
        walls = _walls(wish)
        if not walls:
            return None
        rows: list[PressNamed] = [
            {"id": one.pk, "name": one.name, "org": "", "channels": [], "note": one.get_state_display()} for one in walls
        ]
        what = "事件和会商" if wish.incident else "叫应看板"
        return {
            "kind": "wall", "may": True, "on": True, "words": f"{len(rows)} 块大屏切到{what},{_hold_min(wish)} 分钟后自动恢复",
            "number": len(rows), "who": rows, "channels": {},
            "gaps": [{"who": one.name, "why": "大屏无应答"} for one in walls if one.state == SILENT], "cost": [], "undo": "可恢复原画面。",
        }  # fmt: skip

    def prints(self, wish: Wish) -> dict[str, str]:
        """What stands on a wall is seen by everybody and may change at any second."""
        return {}

    def changed(self, wish: Wish, before: dict[str, str], now: dict[str, str]) -> list[str]:
        return []

    def start(self, who: Caller, wish: Wish, press: Press) -> Started:
        shown = _scene(wish, press)
        press.wish["walls"] = {str(one.pk): one.scene for one in _walls(wish)}
        if shown is not None:
            for one in _walls(wish):
                show_scene(actor=who.actor, name=who.name, wall_id=one.pk, scene=shown, hold_s=_hold_min(wish) * 60)
        return Started(len(press.wish["walls"]))

    def count(self, leg: Leg) -> Count:
        """Its own word: the wall shows what it was told last."""
        walls = list(Wall.objects.filter(pk__in=leg.press.wish.get("walls", {})))
        return Count(len(walls), sum(one.shown >= one.version for one in walls), sum(one.state == SILENT for one in walls))

    def troubles(self, leg: Leg) -> Sequence[PressTrouble]:
        silent = Wall.objects.filter(pk__in=leg.press.wish.get("walls", {}), state=SILENT)
        return [{"kind": "wall", "who": one.name, "why": "大屏无应答", "todo": "检查大屏主机和网络"} for one in silent]

    def undo(self, who: Caller, leg: Leg) -> Taken:
        """Only where our picture still stands: somebody may have put on another since."""
        taken = Taken()
        for key, before in leg.press.wish.get("walls", {}).items():
            one = Wall.objects.filter(pk=key).first()
            if one is not None and one.set_by == leg.press.by and one.scene == _scene(_wish(leg.press), leg.press):
                show_scene(actor=who.actor, name=who.name, wall_id=one.pk, scene=before)
                taken.undone.append(f"{one.name} 已恢复原画面")
        return taken

    def reached(self, leg: Leg) -> Reached:
        return Reached()

    def correct(self, who: Caller, leg: Leg, text: str) -> int | None:
        return None


def _walls(wish: Wish) -> list[Wall]:
    """Those whose area holds the place: the city's, and the district's own."""
    over = [wish.area[:length] for length in range(1, len(wish.area) + 1)]
    return list(Wall.objects.in_use().filter(area__in=over).order_by("pk"))


def _scene(wish: Wish, press: Press) -> Scene | None:
    refs = {leg.kind: leg.ref for leg in press.legs.all() if leg.ref is not None}
    if wish.incident is not None:
        if "conference" in refs:
            return scene("consult", incident=wish.incident, conference=refs["conference"])
        return scene("incident", incident=wish.incident)
    return scene("callout", callout=refs["callout"]) if "callout" in refs else None


def _wish(press: Press) -> Wish:
    return Wish(**{name: value for name, value in press.wish.items() if name in Wish.__dataclass_fields__})


def _hold_min(wish: Wish) -> int:
    return int(rule("onekey.wall_min", wish.area))


part = Walls()
