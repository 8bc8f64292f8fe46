"""Who may look at an incident's files besides its area: whoever has an order there."""

from __future__ import annotations

from dispatch.field.mine import is_called
from dispatch.incidents.records import Attachment
from realtime.accounts.may import Caller
from realtime.files.models import File


def may_read_file(who: Caller, file: File) -> bool:
    incidents = Attachment.objects.filter(file=file).values_list("incident_id", flat=True)
    return any(is_called(who, incident) for incident in incidents)
