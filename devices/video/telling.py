"""action → **telling** → log: a stream stands on the board while it runs or is moved, and leaves it afterwards."""

from __future__ import annotations

from typing import cast

from devices.video.models import Stream
from devices.video.rows import StreamRow
from realtime.clock import iso
from realtime.log import Log


def stream_row(stream: Stream) -> StreamRow:
    return cast("StreamRow", {
        "id": stream.pk, "area": stream.area, "name": stream.name, "kind": stream.kind, "provider": stream.provider, "subject": stream.subject_id,
        "lon": stream.lon, "lat": stream.lat, "ptz": stream.ptz, "codec": stream.codec, "state": stream.state, "ways": stream.ways,
        "error": stream.error, "since": iso(stream.since), "holder": stream.holder, "holder_name": stream.holder_name,
        "held_until": iso(stream.held_until), "x": stream.exercise_id,
    })  # fmt: skip


def tell_stream(log: Log, stream: Stream, *, was_on_board: bool) -> None:
    """The whole row: a screen may meet the stream with any of its changes."""
    where = f"area:{stream.area}"
    if stream.on_board:
        log.append(where, "stream.changed", dict(stream_row(stream)), area=stream.area)
    elif was_on_board:
        log.append(where, "stream.left", {"id": stream.pk, "area": stream.area}, area=stream.area)
