"""item × incident → **linking** → reporting: what the net said is held against when we reported; 信息报告绝不滞后于网络消息."""

from __future__ import annotations

from datetime import timedelta

from command.opinion.actions import changing
from command.opinion.models import Item
from command.opinion.rows import OpinionNear
from command.opinion.taking import ACTOR, Taken
from command.reports.clocks import lock_reporting
from command.reports.owing import Reporting
from command.reports.phoning import post_seen
from dispatch.incidents.actions import lock_incident
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident, type_name
from dispatch.telling import tell
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

MOST_NEAR = 5


def earlier(item: Item, reporting: Reporting | None) -> bool | None:
    """None while it is about no incident. An incident nobody has reported yet is late already."""
    if reporting is None:
        return None
    return reporting.first_report_at is None or item.first_seen_at < reporting.first_report_at


def link_opinion(*, actor: str, name: str, item_id: int, incident_id: int) -> Item:
    """To one incident; its record of reporting hears when the net knew."""
    with act(actor):
        incident = lock_incident(incident_id)  # before the item, as everything that follows an incident
        with changing(actor, name, item_id) as change:
            item = change.item
            if item.exercise_id != incident.exercise_id:
                raise Problem("exercise", f"{item.number} 与事件 {incident.number} 不在同一演练或实战中。")
            if item.incident_id == incident.pk:
                return item
            was = item.incident_id
            item.incident = incident
            item.hazard = item.hazard or incident.type_id
            change.step("linked", f"事件 {incident.number}")
            change.told("linked")
        if was is not None:
            _unseen(actor, was, item)
        post_seen(actor=actor, incident_id=incident.pk, at=item.first_seen_at, source=source_of(item))
    return item


def unlink_opinion(*, actor: str, name: str, item_id: int, why: str) -> Item:
    """It was about something else: what the incident's record took from it is taken back."""
    with act(actor):
        held = Item.objects.filter(pk=item_id).values_list("incident_id", flat=True).first()
        if held is None:
            raise Problem("wrong_state", "这条舆情没有关联事件。")
        lock_incident(held)
        with changing(actor, name, item_id) as change:
            item = change.item
            item.incident = None
            change.step("unlinked", why)
            change.told("unlinked")
        _unseen(actor, held, item)
    return item


def tell_reporting(taken: Taken) -> None:
    """A mention turned up that is older than what an incident's record knows. After the posts are in: incidents are locked before items."""
    for item in taken.earlier:
        if item.incident_id is not None:
            post_seen(actor=ACTOR, incident_id=item.incident_id, at=item.first_seen_at, source=source_of(item))


def source_of(item: Item) -> str:
    first = item.told.order_by("seen_at", "pk").first()
    where = (first.outlet or (first.source.name if first.source else "")) if first else ""
    return f"舆情 {item.number} {where}".strip()


def _unseen(actor: str, incident_id: int, item: Item) -> None:
    """Only what came from this very item; a post entered by hand stays."""
    with act(actor, item.exercise_id) as log:
        reporting = lock_reporting(Incident.objects.get(pk=incident_id))
        if not reporting.public_source.startswith(f"舆情 {item.number}"):
            return
        before = reporting.row()
        left = Item.objects.linked_to(incident_id).order_by("first_seen_at", "pk").first()
        reporting.first_public_post_at = left.first_seen_at if left else None
        reporting.public_source = source_of(left) if left else ""
        reporting.save(update_fields=["first_public_post_at", "public_source"])
        tell(log, [reporting.stream], "reporting.posted", before, reporting.row(), area=reporting.area)


def near(item: Item) -> list[OpinionNear]:
    """Incidents of its district about which it may be: those of the last days, the kind that fits first."""
    since = item.first_seen_at - timedelta(hours=float(rule("opinion.near_h", item.area)))
    found = Incident.objects.filter(area__startswith=item.area[:6], exercise_id=item.exercise_id, opened_at__gt=since, merged_into=None)
    ranked = sorted(
        found.order_by("-opened_at")[:50], key=lambda one: (one.type_id[:3] != item.hazard[:3], not one.area.startswith(item.area))
    )
    return [
        {
            "id": one.pk, "number": one.number, "type_name": type_name(one.type_id) or "", "place": one.place, "opened_at": str(iso(one.opened_at)),
        }
        for one in ranked[:MOST_NEAR]
    ]  # fmt: skip


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Two incidents become one: what the net said is about that one."""
    into = incident.merged_into if moment == "closed" else None
    if into is None:
        return
    with act(actor, incident.exercise_id) as log:
        for item in Item.objects.select_for_update(of=("self",)).filter(incident=incident, archived=False).order_by("pk"):
            before, old = item.row(), set(item.streams)
            item.incident = into
            item.save(update_fields=["incident"])
            move_between(log, "opinion", before, item.row(), old, set(item.streams))
            post_seen(actor=actor, incident_id=into.pk, at=item.first_seen_at, source=source_of(item))
