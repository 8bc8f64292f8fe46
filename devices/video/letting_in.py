"""watching → **letting in** → tile: the stream's row with the ticket that opens the media server's door to this caller."""

from __future__ import annotations

from django.conf import settings

from devices.video.models import Stream
from devices.video.providers.dji import Dji, aircraft
from devices.video.providers.known import CannotPlay
from devices.video.providers.mediamtx import MediaMtx, path_of
from devices.video.rows import StreamWatched
from devices.video.telling import stream_row
from devices.video.tickets import issue
from realtime.accounts.may import Caller


def watched_row(stream: Stream, who: Caller) -> StreamWatched:
    """What the tile is told, with what opens the media server's door to it."""
    path = _path(stream) if settings.MEDIAMTX_SECRET else ""
    return {**stream_row(stream), "ticket": issue("read", path, who.actor) if path else ""}


def _path(stream: Stream) -> str:
    """Where MediaMTX has it; empty for what plays from elsewhere."""
    if stream.provider == MediaMtx.name:
        return path_of(stream)
    if stream.provider == Dji.name:
        try:
            return f"live/{aircraft(stream).external_id}"
        except CannotPlay:
            return ""
    return ""
