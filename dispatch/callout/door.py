"""message → **door** → channel: the one place that says what may leave. Exercises first, then the night, then a channel that is down."""

from __future__ import annotations

from typing import NamedTuple

from dispatch.alarms.models import Alarm
from dispatch.callout.channels.known import Channel
from dispatch.callout.models import Attempt, Call
from dispatch.drills.lists import may_reach
from dispatch.pacing.flow import down_words
from dispatch.pacing.quiet import quiet_words
from realtime.exercises.models import Exercise


class Held(NamedTuple):
    result: str  # suppressed: by the exercise, nobody need try again; failed: this way not now, try the next
    words: str


def exercise_words(channel: Channel, exercise: int | None, person: int | None) -> str:
    """Why an exercise may not reach this person this way; empty = it may. Asked when a message is made and again when it goes out."""
    if exercise is None:
        return ""
    row = Exercise.objects.filter(pk=exercise).first()
    if row is None or row.ended_at is not None:
        return "演练已结束,未外发"
    if row.kind == Exercise.TABLETOP:
        return "桌面推演,不外发" if channel.outside else ""
    if channel.public:
        return "演练不使用面向公众的方式"
    return "" if person is not None and may_reach(exercise, person) else "不在经批准的参演名单内"


def held_back(channel: Channel, call: Call) -> Held | None:
    """None: it may go out now."""
    if words := exercise_words(channel, call.exercise_id, call.person_id):
        return Held(Attempt.SUPPRESSED, words)
    words = quiet_words(channel.name, call.callout.purpose, urgency_of(call)) or down_words(channel.name)
    return Held(Attempt.ERROR, words[:120]) if words else None


def urgency_of(call: Call) -> str:
    """Orders and escalations cannot wait for the morning; an alarm says itself how urgent it is; a test is none."""
    callout = call.callout
    if callout.purpose == "test":
        return "normal"
    if callout.purpose == "notify" and callout.about == "alarm":
        return str(Alarm.objects.filter(pk=callout.about_id).values_list("urgency", flat=True).first() or "urgent")
    return "critical"
