"""screen → **watching** → provider: a stream runs while somebody watches, and stops by itself when nobody does."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from devices.video.asking import ask
from devices.video.models import Job, Stream, Viewing
from devices.video.providers import provider
from devices.video.providers.known import CannotPlay
from devices.video.rows import StreamWay
from devices.video.telling import tell_stream
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

IDLE = "stream_idle"


def watch(*, actor: str, stream_id: int, key: str) -> Stream:
    """Said at the start and again while the tile is open; the first one starts the stream, a later one after a failure tries anew."""
    with act(actor, Stream.objects.values_list("exercise_id", flat=True).get(pk=stream_id)) as log:
        stream = Stream.objects.select_for_update().get(pk=stream_id)
        if not stream.active:
            raise Problem("wrong_state", f"“{stream.name}”已停用。")
        hold = float(rule("video.watch_s", stream.area))
        Viewing.objects.update_or_create(stream=stream, actor=actor, key=key, defaults={"until": clock.now() + timedelta(seconds=hold)})
        set_deadline(IDLE, stream.pk, hold + 1, exercise=stream.exercise_id)
        if stream.state in (Stream.State.OFF, Stream.State.FAILED):
            before = stream.on_board
            _start(stream, actor)
            tell_stream(log, stream, was_on_board=before)
    return stream


def _start(stream: Stream, actor: str) -> None:
    stream.state, stream.error, stream.ways, stream.since = Stream.State.STARTING, "", [], clock.now()
    brings = provider(stream.provider)
    if brings.network:
        ask(Job.START, stream, actor=actor)
    else:
        try:
            stream.ways = list(brings.start(stream))
            stream.state = Stream.State.ON if stream.ways else Stream.State.STARTING
        except CannotPlay as error:
            stream.state, stream.error = Stream.State.FAILED, str(error)[:200]
    stream.save(update_fields=["state", "error", "ways", "since"])


def leave(*, actor: str, stream_id: int, key: str) -> None:
    """The tile was closed. The last one out stops the stream after a moment, so that turning a page does not ring the camera twice."""
    with act(actor, Stream.objects.values_list("exercise_id", flat=True).get(pk=stream_id)):
        stream = Stream.objects.select_for_update().get(pk=stream_id)
        stream.viewings.filter(actor=actor, key=key).delete()
        if not stream.viewings.filter(until__gt=clock.now()).exists():
            set_deadline(IDLE, stream.pk, float(rule("video.linger_s", stream.area)), exercise=stream.exercise_id)


def idle(stream_id: int) -> None:
    """Clerk: the last viewing may be over. One that a screen has renewed meanwhile is looked at again when it ends."""
    stream = Stream.objects.select_for_update().filter(pk=stream_id).first()
    if stream is None or stream.state == Stream.State.OFF:
        return
    now = clock.now()
    stream.viewings.filter(until__lte=now).delete()
    last = stream.viewings.order_by("-until").first()
    if last is not None:
        set_deadline(IDLE, stream.pk, (last.until - now).total_seconds() + 1, exercise=stream.exercise_id)
        return
    with act("clerk", stream.exercise_id) as log:
        before = stream.on_board
        halt(stream, actor="clerk")
        tell_stream(log, stream, was_on_board=before)


def halt(stream: Stream, *, actor: str) -> None:
    """Off, and whoever brought it is told. Inside the action that has locked the row and tells it."""
    ran = stream.state in (Stream.State.ON, Stream.State.STARTING)
    stream.state, stream.ways, stream.error, stream.since = Stream.State.OFF, [], "", clock.now()
    stream.save(update_fields=["state", "ways", "error", "since"])
    brings = provider(stream.provider)
    if ran and brings.network:
        ask(Job.STOP, stream, actor=actor)
    elif ran:
        with suppress(CannotPlay):  # the aircraft is not registered any more; nothing streams
            brings.stop(stream)


def started(*, stream_id: int, ways: list[StreamWay], error: str = "", codec: str = "") -> None:
    """What the provider answered. Nobody watches any more: it is stopped again."""
    with act("clerk", Stream.objects.values_list("exercise_id", flat=True).get(pk=stream_id)) as log:
        stream = Stream.objects.select_for_update().get(pk=stream_id)
        if stream.state == Stream.State.OFF:
            if ways and provider(stream.provider).network:
                ask(Job.STOP, stream, actor="clerk")
            return
        before = stream.on_board
        stream.ways, stream.error, stream.since = list(ways), error[:200], clock.now()
        stream.state = Stream.State.ON if ways else Stream.State.FAILED
        stream.codec = codec or stream.codec
        stream.save(update_fields=["ways", "error", "since", "state", "codec"])
        tell_stream(log, stream, was_on_board=before)
