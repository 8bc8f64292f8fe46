"""press → **orders** → teams: every team ordered, all or none, stored before anything else of the press begins."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from command.onekey.models import Leg, Press
from command.onekey.parts.known import Count, Reached, Started, Taken
from command.onekey.rows import PartPreview, PressGap, PressNamed, PressTrouble
from command.onekey.wish import Wish
from dispatch.incidents.models import Incident
from dispatch.orders.actions import cancel_order, dispatch_units, release
from dispatch.orders.issuing import ASSIGN, Issuer, check_crossings
from dispatch.orders.models import OPEN, Assignment, Order
from dispatch.orders.states import ACCEPTED, CANCELLED, EXPIRED, REFUSED, WAITING
from dispatch.teams.models import UNAVAILABLE, Unit
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop

FREE = "free"
TODO = {REFUSED: "另选队伍补派", EXPIRED: "电台呼叫或改派"}


class Orders:
    name = "orders"
    verb = ASSIGN

    def preview(self, who: Caller, wish: Wish) -> PartPreview | None:
        if wish.incident is None or not (wish.units or wish.unit_gaps):
            return None
        incident = Incident.objects.select_related("type").get(pk=wish.incident)
        rows: list[PressNamed] = []
        gaps: list[PressGap] = [{"who": gap["who"], "why": gap["why"]} for gap in wish.unit_gaps]
        state = self.prints(wish)
        for unit in _units(wish):
            rows.append(
                {"id": unit.pk, "name": unit.name, "org": unit.get_kind_display(), "channels": ["radio"], "note": f"{unit.headcount} 人"}
            )
            if state[str(unit.pk)] != FREE:
                gaps.append({"who": unit.name, "why": state[str(unit.pk)]})
            elif why := _crossing(who, incident, unit):
                gaps.append({"who": unit.name, "why": why})
        return {
            "kind": "orders", "may": True, "on": True, "words": f"向 {len(rows)} 支队伍下达调度令:{wish.task}", "number": len(rows), "who": rows,
            "channels": {"radio": len(rows)}, "gaps": gaps, "cost": [f"{len(rows)} 支队伍按令出动"] if rows else [],
            "undo": "未签收的可撤销;已签收的须下收队令。",
        }  # fmt: skip

    def prints(self, wish: Wish) -> dict[str, str]:
        """unit → free, or who has it."""
        if wish.incident is None:
            return {}
        worlds = [wish.exercise]
        if wish.exercise is not None and not is_tabletop(wish.exercise):
            worlds.append(None)
        held: dict[int, str] = {}
        for world in worlds:
            for one in Assignment.objects.filter(unit__in=wish.units, exercise_id=world, state=OPEN).select_related("incident", "order"):
                by = one.order.issued_name if one.order else one.opened_by
                held.setdefault(one.unit_id, f"已由 {by} 派往事件 {one.incident.number}({one.incident.place})")
        return {str(unit.pk): held.get(unit.pk) or _unready(unit) or FREE for unit in _units(wish)}

    def changed(self, wish: Wish, before: dict[str, str], now: dict[str, str]) -> list[str]:
        names = {str(unit.pk): unit.name for unit in _units(wish)}
        return [
            f"{names.get(unit, '队伍')} {now.get(unit, '已不存在') if now.get(unit) != FREE else '又可派遣'}"
            for unit in sorted({*before, *now}, key=int)
            if before.get(unit) != now.get(unit)
        ]

    def start(self, who: Caller, wish: Wish, press: Press) -> Started:
        assert wish.incident is not None
        held = dispatch_units(
            actor=who.actor, name=who.name, incident_id=wish.incident, unit_ids=wish.units, task=wish.task, authority=who.areas_of(ASSIGN)
        )
        press.wish["orders"] = [one.order.pk for one in held]
        return Started(len(held))

    def count(self, leg: Leg) -> Count:
        states = list(_orders(leg).values_list("state", flat=True))
        return Count(len(states), states.count(ACCEPTED), states.count(REFUSED) + states.count(EXPIRED))

    def troubles(self, leg: Leg) -> Sequence[PressTrouble]:
        return [
            {
                "kind": "orders", "who": order.unit.name, "why": f"{order.get_state_display()}{f':{order.refuse_reason}' if order.refuse_reason else ''}",
                "todo": TODO[order.state],
            }
            for order in _orders(leg).filter(state__in=(REFUSED, EXPIRED)).select_related("unit")
        ]  # fmt: skip

    def undo(self, who: Caller, leg: Leg) -> Taken:
        taken = Taken()
        for order in _orders(leg).select_related("unit").order_by("pk"):
            if order.state in (*WAITING, EXPIRED, REFUSED):
                cancel_order(actor=who.actor, name=who.name, order_id=order.pk, reason="一键通撤回")
                taken.undone.append(f"{order.unit.name} 的调度令已撤销")
            elif order.state == ACCEPTED:
                held = Assignment.objects.filter(order=order, state=OPEN).values_list("pk", flat=True).first()
                if held is None:
                    continue
                release(actor=who.actor, name=who.name, assignment_id=held, note=f"一键通撤回,收队归建({order.number})。")
                taken.undone.append(f"{order.unit.name} 已签收,已下收队令")
            elif order.state != CANCELLED:
                taken.stays.append(f"{order.unit.name} 的调度令{order.get_state_display()}")
        return taken

    def reached(self, leg: Leg) -> Reached:
        found = Reached()
        for order in _orders(leg).exclude(state=CANCELLED).select_related("unit").order_by("pk"):
            if order.delivered_at is not None:
                found.teams.append(order.unit)
            else:
                found.left_out.append(order.unit.name)
        return found

    def correct(self, who: Caller, leg: Leg, text: str) -> int | None:
        return None


def _orders(leg: Leg) -> QuerySet[Order]:
    return Order.objects.filter(pk__in=leg.press.wish.get("orders", []))


def _units(wish: Wish) -> list[Unit]:
    return list(Unit.objects.with_names().filter(pk__in=wish.units).order_by("pk"))


def _unready(unit: Unit) -> str:
    return f"当前“{unit.status.name}”,不能派遣" if unit.meaning == UNAVAILABLE else ""


def _crossing(who: Caller, incident: Incident, unit: Unit) -> str:
    """Why this post alone may not order the team; empty = it may."""
    try:
        check_crossings(Issuer(who.actor, who.name, who.areas_of(ASSIGN)), incident, unit)
    except Problem as problem:
        return problem.detail
    return ""


part = Orders()
