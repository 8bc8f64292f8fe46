"""Opening and closing links; both are told to the owning area and to the incident."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db.models.functions import Now

from devices import handlers
from devices.terminals.models import Subject
from devices.video.models import Stream, VideoLink
from realtime.log import act

# What a screen may be told to open. Anything else (javascript:, file:) would run or read on the officer's machine.
SCHEMES = {"http", "https", "rtsp", "rtmp", "rtmps", "webrtc", "wss", "ws"}


class BadLink(ValueError):
    """The address is not one a screen may open."""


def add_link(
    *,
    actor: str,
    kind: str,
    label: str,
    url: str,
    area: str,
    subject: Subject | None = None,
    subject_id: int | None = None,
    incident_id: int | None = None,
    stream: Stream | None = None,
    exercise: int | None = None,
) -> VideoLink:
    """With a `stream` of the register the link has no address: whoever shows it asks for the stream."""
    parts = urlsplit(url)
    if stream is not None:
        url, subject_id = "", stream.subject_id
    elif parts.scheme.lower() not in SCHEMES or not parts.netloc:
        raise BadLink(f"链接地址必须以 {'、'.join(sorted(SCHEMES))} 之一开头,并含主机名")
    with act(actor, exercise) as log:
        if stream is not None:
            Stream.objects.select_for_update().get(pk=stream.pk)  # pressed twice is one picture on the wall
            shown = VideoLink.objects.filter(stream=stream, incident_id=incident_id, area=area, active=True, exercise_id=exercise).first()
            if shown is not None:
                return shown
        link = VideoLink.objects.create(
            kind=kind,
            label=label,
            url=url,
            area=area,
            subject_id=subject.id if subject else subject_id,
            incident_id=incident_id,
            stream=stream,
            exercise_id=exercise,
        )
        log.append(f"area:{area}", "link.opened", as_row(link))
        if incident_id is not None:
            log.append(f"incident:{incident_id}", "link.opened", as_row(link), area=area)
        handlers.tell_link(link)
    return link


def close_link(*, actor: str, link: VideoLink) -> VideoLink:
    """Closing a closed link changes nothing and tells nobody."""
    with act(actor, link.exercise_id) as log:
        if not VideoLink.objects.filter(pk=link.pk, active=True).update(active=False, closed_at=Now()):
            link.refresh_from_db()
            return link
        link.refresh_from_db()
        body = {"id": link.id, "area": link.area, "active": False}
        log.append(f"area:{link.area}", "link.closed", body)
        # Snapshots hold open links only: "left" takes the row off the board (docs/protocol.md §2.4)
        log.append(f"area:{link.area}", "link.left", {"id": link.id, "area": link.area})
        if link.incident_id is not None:
            log.append(f"incident:{link.incident_id}", "link.closed", body, area=link.area)
            log.append(f"incident:{link.incident_id}", "link.left", {"id": link.id, "area": link.area}, area=link.area)
    return link


def as_row(link: VideoLink) -> dict[str, object]:
    return {
        "id": link.id,
        "kind": link.kind,
        "label": link.label,
        "url": link.url,
        "area": link.area,
        "subject": link.subject_id,
        "incident": link.incident_id,
        "active": link.active,
        "stream": link.stream_id,
    }
