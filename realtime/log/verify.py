"""Does the log still say what was written? Recomputes a stream's hash chain (docs/promises: P7, P10)."""

from __future__ import annotations

from realtime.log.models import Event, Stream
from realtime.log.transaction import chain


def broken_at(name: str) -> int | None:
    """The first seq that is missing, or head + 1 if the chain does not end in the stream's hash; None = sound."""
    stream = Stream.objects.get(name=name)
    digest, expected = b"", 1
    for event in Event.objects.filter(stream_id=name).order_by("seq").iterator():
        if event.seq != expected:
            return expected
        digest = chain(digest, event.seq, event.kind, event.at, event.actor, event.body)
        expected += 1
    if expected != stream.head + 1 or digest != bytes(stream.hash):
        return expected
    return None
