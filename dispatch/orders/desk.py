"""order → **desk** → alarm: what an officer must hear about an order, as a system alarm with the order's place and number."""

from __future__ import annotations

from dispatch.orders.models import Order

CLERK = "clerk"


def alarm(order: Order, about: str, text: str, urgency: str = "urgent") -> None:
    """One alarm per order and matter; said again it only counts up."""
    from dispatch.alarms.actions import raise_alarm

    incident = order.incident
    raise_alarm(
        actor=CLERK, source="system", urgency=urgency, lon=incident.lon, lat=incident.lat, area=incident.area, type=incident.type_id,
        place=incident.place, text=text, subject_id=order.unit_id, device=f"order:{order.pk}:{about}", exercise=order.exercise_id,
    )  # fmt: skip


def alarm_unanswered(order: Order) -> None:
    text = f"调度令 {order.number} 下达后 {order.unit.name} 未签收,请改用电台或电话联系。"
    if order.next_unit is not None:
        text += f"建议改派 {order.next_unit.name}。"
    alarm(order, "unanswered", text)


def alarm_late(order: Order, other: Order | None) -> None:
    who = f",该任务已由 {other.unit.name} 承担" if other is not None else ""
    alarm(order, "late", f"{order.unit.name} 迟后签收调度令 {order.number}{who}。请确定:收队,或作为增援继续。")


def alarm_after_cancel(order: Order) -> None:
    alarm(order, "after_cancel", f"{order.unit.name} 签收了已撤销的调度令 {order.number},可能正在出动。请立即用电台或电话核实。")


def alarm_contradiction(order: Order, said: str) -> None:
    alarm(order, "contradiction", f"{order.unit.name} 对调度令 {order.number} 的答复前后不一(后报:{said}),未改动已登记的状态,请核实。")


def alarm_refused_below(order: Order) -> None:
    alarm(order, "refused_below", f"{order.unit.name} 有人对调度令 {order.number} 答复“不能执行”,队长已阅尚未答复,请向队长核实。")


def alarm_return(order: Order, teams: list[str] | None = None) -> None:
    names = "、".join(teams or [order.unit.name])
    alarm(order, "return", f"{names} 按调度令 {order.number} 应归还的时间已到,仍未解除。请确定归建或续借。", "normal")
