"""What must be settled before an incident may go on or end: nobody held, no child open, the “four ones” in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from dispatch.alarms.models import CONFIRMING, Alarm
from dispatch.incidents.models import CLOSED, Incident
from dispatch.incidents.rows import FourOneItem
from realtime.codes import Problem
from realtime.rules.models import rule

NAMES: dict[str, str] = {"lead": "牵头领导", "task_force": "工作专班", "plan": "行动方案", "outlet": "信息出口"}
ITEMS: tuple[FourOneItem, ...] = get_args(FourOneItem)


_closing: list[Callable[[Incident], str]] = []


def on_closing(check: Callable[[Incident], str]) -> None:
    """`check(incident)` refuses the end with a Problem, or answers a sentence for the timeline; empty: nothing to say. Filled in `AppConfig.ready`."""
    if check not in _closing:
        _closing.append(check)


def refuse_or_say(incident: Incident) -> list[str]:
    return [said for check in _closing if (said := check(incident))]


def missing_of(incident: Incident) -> list[FourOneItem]:
    return [item for item in ITEMS if item not in incident.four_ones]


def require_four_ones(incident: Incident) -> list[str]:
    """Names of what is missing where the rule only warns; refused where it enforces."""
    missing = missing_of(incident)
    mode = rule("incident.four_ones", incident.area)
    if not missing or mode == "off":
        return []
    names = [NAMES[item] for item in missing]
    if mode == "warn":
        return names
    raise Problem(
        "four_ones", f"“四个一”尚未落实,缺{'、'.join(names)}。补齐后再转入下一阶段或结束。", where=[str(item) for item in missing]
    )


def is_confirmed(incident: Incident) -> bool:
    """Opened by an officer, or by an alarm whose verdict still stands. Re-opened alarms that turned out to be nothing leave nothing to settle."""
    verdicts = set(Alarm.objects.filter(incident_id=incident.pk).values_list("verdict", flat=True))
    return not verdicts or not verdicts.isdisjoint(CONFIRMING | {""})


def refuse_held_units(incident: Incident) -> None:
    """Also those that are only planned: their turn would never come."""
    held = list(incident.assignments.filter(state__in=("open", "planned")).select_related("unit").order_by("state", "id"))
    if held:
        names = "、".join(assignment.unit.name + ("(预派)" if assignment.state == "planned" else "") for assignment in held[:5])
        raise Problem("open_assignments", f"仍有 {len(held)} 支队伍未解除:{names}。请先收队。", where=[str(row.pk) for row in held])


def refuse_open_children(incident: Incident) -> None:
    children = list(incident.children.exclude(phase=CLOSED).order_by("id"))
    if children:
        names = "、".join(child.number for child in children[:5])
        raise Problem(
            "open_children",
            f"仍有 {len(children)} 个下级事件未结束:{names}。请先结束或解除关联。",
            where=[str(child.pk) for child in children],
        )
