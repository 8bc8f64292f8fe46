"""officer → **moving** → camera: pan, tilt and zoom by one hand at a time; a higher post may take it over."""

from __future__ import annotations

from datetime import timedelta

from devices.video.asking import ask
from devices.video.models import Job, Stream
from devices.video.providers import provider
from devices.video.providers.known import PtzCommand
from devices.video.telling import tell_stream
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

HELD = "stream_held"


def move(*, actor: str, name: str, rank: int, stream_id: int, command: PtzCommand) -> Stream:
    """Holds the camera for `video.hold_s` from now. A second hand of the same or lower rank is refused with the holder's name."""
    with act(actor, Stream.objects.values_list("exercise_id", flat=True).get(pk=stream_id)) as log:
        stream = Stream.objects.select_for_update().get(pk=stream_id)
        if not stream.ptz or not provider(stream.provider).network:
            raise Problem("wrong_state", f"“{stream.name}”没有可遥控的云台。")
        now = clock.now()
        held = stream.holder and stream.held_until is not None and stream.held_until > now
        if held and stream.holder != actor and stream.holder_rank >= rank:
            assert stream.held_until is not None
            left = max(1, round((stream.held_until - now).total_seconds()))
            if command.move != "stop":  # a stop of whoever just lost it harms nobody, but moves nothing either
                raise Problem(
                    "conflict",
                    f"云台正由{stream.holder_name}操作,停手 {left} 秒后可接手。",
                    holder={"actor": stream.holder, "name": stream.holder_name, "left_s": left},
                )
            return stream
        before = stream.on_board
        hold = float(rule("video.hold_s", stream.area))
        stream.holder, stream.holder_name, stream.holder_rank = actor, name, rank
        stream.held_until = now + timedelta(seconds=hold)
        stream.save(update_fields=["holder", "holder_name", "holder_rank", "held_until"])
        set_deadline(HELD, stream.pk, hold, exercise=stream.exercise_id)
        ask(Job.PTZ, stream, actor=actor, payload={"move": command.move, "speed": command.speed, "preset": command.preset})
        tell_stream(log, stream, was_on_board=before)
    return stream


def release(*, actor: str, stream_id: int) -> Stream:
    """Hands off at once; somebody else's hold stays."""
    with act(actor, Stream.objects.values_list("exercise_id", flat=True).get(pk=stream_id)) as log:
        stream = Stream.objects.select_for_update().get(pk=stream_id)
        if stream.holder == actor:
            before = stream.on_board
            stream.holder, stream.holder_name, stream.holder_rank, stream.held_until = "", "", 0, None
            stream.save(update_fields=["holder", "holder_name", "holder_rank", "held_until"])
            clear_deadline(HELD, stream.pk)
            tell_stream(log, stream, was_on_board=before)
    return stream


def let_go(stream_id: int) -> None:
    """Clerk: nobody moved it for the time of a hold."""
    stream = Stream.objects.select_for_update().filter(pk=stream_id).first()
    if stream is None or stream.held_until is None:
        return
    left = (stream.held_until - clock.now()).total_seconds()
    if left > 0:
        set_deadline(HELD, stream.pk, left, exercise=stream.exercise_id)
        return
    with act("clerk", stream.exercise_id) as log:
        before = stream.on_board
        last = stream.jobs.filter(kind=Job.PTZ).order_by("-pk").first()
        if last is not None and last.payload["move"] not in ("stop", "preset"):
            # Whoever held it never let go: the page died, and the camera still swings
            ask(Job.PTZ, stream, actor="clerk", payload={"move": "stop", "speed": last.payload["speed"], "preset": None})
        stream.holder, stream.holder_name, stream.holder_rank, stream.held_until = "", "", 0, None
        stream.save(update_fields=["holder", "holder_name", "holder_rank", "held_until"])
        tell_stream(log, stream, was_on_board=before)
