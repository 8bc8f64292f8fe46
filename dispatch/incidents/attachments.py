"""Pictures, recordings and papers on an incident, from the desk or from whoever was sent there."""

from __future__ import annotations

from datetime import datetime

from dispatch.incidents.actions import lock_for_record, set_fields
from dispatch.incidents.records import Attachment
from dispatch.incidents.rows import AttachmentRow
from realtime.accounts.names import names_of
from realtime.clock import iso
from realtime.files.receiving import Kept, file_of
from realtime.log import act


def attach_file(
    *,
    actor: str,
    incident_id: int,
    kept: Kept,
    text: str = "",
    occurred_at: datetime | None = None,
    lon: float | None = None,
    lat: float | None = None,
) -> AttachmentRow:
    with act(actor):
        incident = lock_for_record(incident_id, occurred_at)
        with act(actor, incident.exercise_id):
            number = incident.words + 1
            file = file_of(kept, area=incident.area, by=actor, exercise=incident.exercise_id)
            attachment = Attachment.objects.create(
                incident=incident, number=number, file=file, text=text, occurred_at=occurred_at, lon=lon, lat=lat, by=actor
            )
            set_fields(actor, incident, "incident.attached", {"words": number})
    return attachment_row(attachment, names_of([actor]))


def attachment_row(attachment: Attachment, names: dict[str, str]) -> AttachmentRow:
    return {
        "id": attachment.pk, "file": attachment.file.row(), "text": attachment.text, "occurred_at": iso(attachment.occurred_at),
        "lon": attachment.lon, "lat": attachment.lat, "at": str(iso(attachment.at)), "by_name": names.get(attachment.by, attachment.by),
    }  # fmt: skip
