from __future__ import annotations

from typing import Any

from command.incharge.models import LeaderNotice

Rows = dict[str, Any]
NOTICES = LeaderNotice.objects.select_related("person")


def notices(prefix: str) -> Rows:
    return {str(one.pk): one.row() for one in NOTICES.filter(area__startswith=prefix, archived=False)}


def of_incident(incident_id: str) -> Rows:
    return {str(one.pk): one.row() for one in NOTICES.filter(incident_id=incident_id)}
