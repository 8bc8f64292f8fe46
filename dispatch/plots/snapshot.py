"""Plots as screens need them: those on the map now."""

from __future__ import annotations

from dispatch.plots.models import Plot
from dispatch.snapshot import Rows, rows

SHOWN = Plot.objects.filter(ended_at=None).order_by("pk")


def plots(prefix: str) -> Rows:
    return rows(SHOWN.filter(area__startswith=prefix))


def of_incident(incident_id: str) -> Rows:
    return rows(SHOWN.filter(incident_id=int(incident_id)))
