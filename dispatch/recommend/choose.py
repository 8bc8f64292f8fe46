"""incident → **choose** → proposals: reads the rows once, lets the arithmetic rank, says why in Chinese."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dispatch.incidents.models import Incident
from dispatch.recommend.rows import Plan, Recommendation
from dispatch.teams.models import Unit


def recommend(incident: Incident, *, limit: int = 30, scopes: Sequence[str]) -> Recommendation:
    raise NotImplementedError


def next_unit(incident: Incident, *, capability: str | None = None, exclude: Collection[int] = ()) -> Unit | None:
    """The best team that nobody asked yet, for a ladder whose order was not answered."""
    raise NotImplementedError


def plan(incidents: Sequence[Incident], *, scopes: Sequence[str]) -> Plan:
    raise NotImplementedError
