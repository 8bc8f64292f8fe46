"""Reports and what is owed, as the board and an incident hold them."""

from __future__ import annotations

from typing import Any

from command.reports.models import Report
from command.reports.owing import Reporting

Rows = dict[str, Any]


def _reports(**given: Any) -> Rows:
    return {str(one.pk): one.row() for one in Report.objects.filter(**given).prefetch_related("receipts")}


def reports(prefix: str) -> Rows:
    return _reports(area__startswith=prefix, archived=False)


def reports_of_incident(incident_id: str) -> Rows:
    return _reports(incident_id=incident_id)


def reportings(prefix: str) -> Rows:
    found = Reporting.objects.filter(area__startswith=prefix, archived=False).prefetch_related("clocks")
    return {str(one.pk): one.row() for one in found}
