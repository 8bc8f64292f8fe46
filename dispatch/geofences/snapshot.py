"""Fences as screens need them, and who is or was inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from devices.terminals.models import Subject
from devices.tracks.models import LastFix
from dispatch.geofences.models import Fence, Visit
from dispatch.geofences.rows import FenceGuest
from dispatch.snapshot import Rows, rows
from dispatch.teams.models import Unit
from realtime.clock import iso


def of_area(prefix: str) -> Rows:
    return rows(Fence.objects.in_force().filter(area__startswith=prefix).with_inside())


def of_incident(incident_id: str) -> Rows:
    return rows(Fence.objects.in_force().filter(incident=int(incident_id)).with_inside())


def guests(visits: Iterable[Visit], scopes: Sequence[str]) -> list[FenceGuest]:
    """With names, kinds and last places of those that the caller may see."""
    visits = list(visits)
    ids = {visit.subject_id for visit in visits}
    subjects = {one.pk: one for one in Subject.objects.filter(pk__in=ids) if any(one.area.startswith(scope) for scope in scopes)}
    fixes = {fix.subject_id: fix for fix in LastFix.objects.filter(subject_id__in=subjects)}
    units = set(Unit.objects.filter(pk__in=subjects).values_list("pk", flat=True))
    return [cast("FenceGuest", _guest(visit, subjects.get(visit.subject_id), fixes.get(visit.subject_id), units)) for visit in visits]


def _guest(visit: Visit, subject: Subject | None, fix: LastFix | None, units: set[int]) -> dict[str, Any]:
    return {
        "visit": visit.pk, "fence": visit.fence_id, "subject": visit.subject_id, "label": subject.label if subject else None,
        "kind": subject.kind if subject else None, "unit": visit.subject_id if visit.subject_id in units else None,
        "entered_at": iso(visit.entered_at), "left_at": iso(visit.left_at), "found": visit.found,
        "lon": fix.lon if fix else None, "lat": fix.lat if fix else None, "fix_at": iso(fix.received_at) if fix else None,
    }  # fmt: skip
