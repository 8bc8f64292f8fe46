"""signed warning → **publishing** → public ways and the desk's boards: handed to the area carrier, its predecessor ended, its hand-over measured."""

from __future__ import annotations

from command.alerts.actions import exercise_of, locked
from command.alerts.chains import end_before, watch_end
from command.alerts.covering import districts_of
from command.alerts.meaning import at_least
from command.alerts.models import OWN, Alert
from command.alerts.pushed import queue_pushes
from command.alerts.states import PUBLISHED
from command.alerts.ways import chosen, wants_carrier
from dispatch.authority.asking import UNCOUNTED, Act
from dispatch.authority.door import ruling
from dispatch.authority.models import PUBLIC
from dispatch.authority.ruling import Case
from dispatch.broadcast.actions import start_area_broadcast
from dispatch.broadcast.carriers import default_carrier
from dispatch.broadcast.models import AreaJob, Broadcast
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.may import Caller, caller_of_actor
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

URGENCY_OF = {"red": "critical", "orange": "critical", "yellow": "urgent", "blue": "normal", "white": "normal"}
VALID_S = 3600.0  # a hand-over that has not gone out by then is history
TAKEN = (AreaJob.TAKEN, AreaJob.DONE, AreaJob.SUPPRESSED)


def publish_alert(*, actor: str, name: str, alert_id: int) -> Alert:
    """Once. In an exercise of whatever kind nothing public goes out: the carrier's job says so."""
    with act(actor, exercise_of(alert_id)) as log:
        alert = locked(alert_id)
        if not alert.may(PUBLISHED):
            raise Problem("wrong_state", f"这份稿件{alert.get_state_display()},签发后才能发布。")
        before, now = alert.row(), clock.now()
        alert.state, alert.published_name, alert.published_at, alert.sent_at = PUBLISHED, name, now, now
        if goes_public(alert):
            broadcast = start_area_broadcast(
                actor=actor, name=name, area=alert.area, areas=beyond_ring(alert), polygon=alert.polygon,
                text=f"{alert.headline}:{alert.text}", valid_s=VALID_S, purpose="warning", urgency=URGENCY_OF[alert.colour],
                exercise=alert.exercise_id,
            )  # fmt: skip
            alert.broadcast_id = broadcast.pk
        else:
            alert.handed_over_at = now  # no way out but our own boards, and those have it
        alert.save()
        queue_pushes(alert, chosen(alert))
        tell(log, alert.streams, "alert.published", before, alert.row(), area=alert.area)
        end_before(log, alert, now)
        watch_end(alert, now)
    return alert


def beyond_ring(alert: Alert) -> list[str]:
    """The codes a carrier is told: beside an outline those it does not touch – who is named hears it, wherever the line was drawn."""
    touched = districts_of([(point[0], point[1]) for point in alert.polygon]) if alert.polygon else []
    return [code for code in alert.areas if not any(code.startswith(one) or one.startswith(code) for one in touched)]


def goes_public(alert: Alert) -> bool:
    """From the rule's colour on, and where a carrier is connected; what was public is also cancelled in public."""
    return default_carrier() is not None and wants_carrier(alert) and at_least(alert.colour, str(rule("alerts.public_from", alert.area)))


def act_of(alert: Alert) -> Act:
    content = {"alert": alert.pk, "identifier": alert.identifier, "text": alert.text}
    cases = [Case("sms", PUBLIC, UNCOUNTED)] if goes_public(alert) else []
    return Act("alert", alert.area, cases, content, f"发布 {alert.headline}", None, alert.exercise_id)


def signature_is_enough(who: Caller, alert: Alert) -> bool:
    """The signature of a second person whom the matrix names for this case is the word it asks for, in writing."""
    found = ruling(who, act_of(alert))
    if found.alone:
        return True
    signer = caller_of_actor(alert.signed_by) if alert.signed_by and alert.signed_by != who.actor else None
    posts = [grant.role for grant in signer.grants if alert.area.startswith(grant.area)] if signer else []
    return any(not found.approvers or role in found.approvers for role in posts)


def follow_alerts() -> int:
    """For the worker: the moment the carrier has taken it over is the warning's."""
    waiting = Alert.objects.filter(state=PUBLISHED, origin=OWN, handed_over_at=None, archived=False).exclude(broadcast_id=None)
    jobs = dict(
        AreaJob.objects.filter(broadcast__in=list(waiting.values_list("broadcast_id", flat=True)), state__in=TAKEN).values_list(
            "broadcast_id", "pk"
        )
    )
    for alert_id, broadcast_id in list(waiting.values_list("pk", "broadcast_id")):
        if broadcast_id in jobs:
            _handed(alert_id, broadcast_id)
    return len(jobs)


def _handed(alert_id: int, broadcast_id: int) -> None:
    with act("clerk", exercise_of(alert_id)) as log:
        alert = locked(alert_id)
        if alert.handed_over_at is not None:
            return
        before = alert.row()
        alert.handed_over_at = Broadcast.objects.filter(pk=broadcast_id).values_list("handed_at", flat=True).first() or clock.now()
        alert.save(update_fields=["handed_over_at"])
        tell(log, alert.streams, "alert.handed", before, alert.row(), area=alert.area)
