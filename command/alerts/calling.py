"""warning → **calling** → 叫应: the four-level contacts inside the warning's area, as deep as its colour's row says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command.alerts.actions import exercise_of, locked
from command.alerts.answering import answer_alert
from command.alerts.models import IN, Alert
from command.alerts.states import CANCEL, PUBLISHED
from dispatch.callout.actions import start_callout
from dispatch.callout.models import Callout
from dispatch.contacts.chain import chain_of
from dispatch.contacts.models import Person
from realtime.areas.models import TOWN
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

ABOUT = "alert"


def depth_of(alert: Alert) -> Mapping[str, Any] | None:
    """The colour's row: `levels` digits of the areas called, `deputies` too, `instead` = there the deputy and not the principal."""
    found: Mapping[str, Any] | None = rule("alerts.callout", alert.area).get(alert.colour)
    return found


def persons_of(alert: Alert) -> list[Person]:
    """Town and district over the area count as in it: a warning for a town is the district's business too."""
    depth = depth_of(alert)
    if depth is None:
        return []
    levels = tuple(int(one) for one in depth["levels"])
    chain = chain_of(
        alert.areas, type=next(iter(alert.hazard.codes), ""), above=any(len(code) >= TOWN for code in alert.areas),
        deputies=bool(depth.get("deputies")), levels=levels,
    )  # fmt: skip
    instead = {int(one) for one in depth.get("instead", ())}
    found = [
        person.deputy if len(person.area) in instead and person.deputy is not None and person.deputy.active else person
        for person in chain.persons
    ]
    if depth.get("deputies"):
        found += [person.deputy for person in chain.persons if person.deputy is not None and person.deputy.active]
    return list(dict.fromkeys(found))


def call_out(*, actor: str, name: str, alert_id: int) -> Callout:
    """A second press adds only who is not called yet; an update of a warning calls by itself anew."""
    with act(actor, exercise_of(alert_id)):
        alert = locked(alert_id)
        if alert.state != PUBLISHED or alert.kind == CANCEL:
            raise Problem("wrong_state", f"预警{alert.get_state_display()},不能叫应。")
        depth, persons = depth_of(alert), persons_of(alert)
        if depth is None:
            raise Problem("wrong_state", f"{alert.get_colour_display()}预警按规则不叫应。")
        if not persons:
            raise Problem("invalid", "预警区域内没有应叫应的联系人,请先补齐通讯录。", where=["areas"])
        callout = start_callout(
            actor=actor, name=name, about=ABOUT, about_id=alert.pk, purpose="call", persons=persons, area=alert.area,
            text=f"{alert.headline}:{alert.text}", ladder=str(depth["ladder"]), exercise=alert.exercise_id, areas=alert.areas,
        )  # fmt: skip
        alert.callout_id = callout.pk
        alert.save(update_fields=["callout_id"])
        if alert.origin == IN and alert.answered_at is None:
            answer_alert(actor=actor, name=name, alert_id=alert.pk, text="已启动叫应")
    return callout
