"""worker → **ringing** → the duty desk: a department's data stay away longer than their own rule allows. Once while it lasts, cleared when they are back."""

from __future__ import annotations

from command.monitoring.models import DepartmentFeed
from devices.feeds.models import Feed
from dispatch.alarms.actions import clear_alarm
from dispatch.alarms.models import ACTIVE, Alarm
from dispatch.alarms.system import system_alarm
from realtime import clock
from realtime.log import act
from realtime.rules.models import rule

ACTOR, KIND = "rule:feed", "feed-late"
_MARK = f"system:{KIND}:"


def ring_late_feeds() -> int:
    """How many ring anew. Feeds of no department are nobody's to call: their light on the desk is enough."""
    if not rule("monitoring.ring_late"):
        return 0
    now = clock.now()
    whose = {row.feed_id: row.department for row in DepartmentFeed.objects.select_related("department__keeper")}
    late = {
        feed.pk: feed for feed in Feed.objects.filter(pk__in=whose, enabled=True) if (since := feed.late_since) is not None and since <= now
    }
    rung = list(Alarm.objects.filter(device__in=[f"{_MARK}{pk}" for pk in late]).values_list("device", "received_at"))
    # Who judged it knows of this outage; it rings again when data came in between and stayed away anew
    told = {pk for pk, feed in late.items() if feed.ok_at and any(device == f"{_MARK}{pk}" and at >= feed.ok_at for device, at in rung)}
    ringing = {int(alarm.device.removeprefix(_MARK)): alarm.pk for alarm in Alarm.objects.filter(device__startswith=_MARK, state=ACTIVE)}
    for pk in ringing.keys() - late.keys():
        with act(ACTOR):
            clear_alarm(actor=ACTOR, alarm_id=ringing[pk])
    for pk in late.keys() - ringing.keys() - told:
        feed, department = late[pk], whose[pk]
        keeper = f",请联系{department.keeper.name}" if department.keeper else ""
        minutes = feed.late_after_s // 60
        with act(ACTOR):
            system_alarm(
                KIND, pk, f"{department.name}“{feed.name}”超过 {minutes} 分钟没有新数据{keeper}。", area=feed.area, place=department.name
            )
    return len(late.keys() - ringing.keys() - told)
