"""sensors, gauges, forecasts → **values** → proposals: every figure in one shape, judged by the rows of its area; only a crossing proposes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from django.conf import settings

from command.alerts.judging import beyond, finest, heaviest, measured
from command.alerts.proposing import propose, withdraw
from command.alerts.records import Standing, Trigger
from command.alerts.rows import AlertEvidence
from command.monitoring.rain import areal_rain
from devices.feeds.models import Feed
from devices.feeds.readers.reading import Observation
from devices.inbox.models import Inbox
from devices.readings import Measurement
from devices.terminals.models import Terminal
from realtime import clock
from realtime.areas.locate import area_at
from realtime.clock import iso
from realtime.log import act
from realtime.rules.models import rule

ACTOR = "rule:alerts"
RAIN = "rain_gauge"
AREAL: dict[str, Literal["mm_1h", "mm_3h", "mm_24h"]] = {"areal_rain_1h": "mm_1h", "areal_rain_3h": "mm_3h", "areal_rain_24h": "mm_24h"}


class Value(NamedTuple):
    """`key` is what measures, the same each time; `expected_at` only of a forecast."""

    key: str
    quantity: str
    value: float
    unit: str
    area: str
    place: str
    at: datetime
    expected_at: datetime | None = None
    exercise: int | None = None


def take_value(value: Value) -> None:
    """Idempotent: the same figure again, or one older than the last, changes nothing."""
    basis = Trigger.MEASURED if value.expected_at is None else Trigger.FORECAST
    rows = triggers_of(value.quantity, value.area, basis)
    if not rows or any(row.unit and value.unit and row.unit != value.unit for row in rows):  # comparing would be a guess
        return
    with act(ACTOR, value.exercise):
        gone_over: list[Standing] = []
        gone_back: list[Standing] = []
        for trigger in rows:
            standing, made = Standing.objects.select_for_update().get_or_create(
                trigger=trigger, key=value.key[:120], defaults={"value": value.value, "at": value.at}
            )
            if not made and value.at <= standing.at:
                continue
            was = standing.over
            standing.over, standing.value, standing.at = beyond(value.value, trigger, was=was), value.value, value.at
            standing.save(update_fields=["over", "value", "at"])
            if standing.over != was:
                (gone_over if standing.over else gone_back).append(standing)
        by_hazard: dict[str, list[Trigger]] = {}
        for standing in gone_over:
            by_hazard.setdefault(standing.trigger.hazard_id, []).append(standing.trigger)
        for hazard, crossed in by_hazard.items():
            top = heaviest(crossed)
            assert top is not None
            found = propose(top, value.area, evidence(value, top), value.exercise)
            if found is not None:
                ids = [one.pk for one in gone_over if one.trigger.hazard_id == hazard]
                Standing.objects.filter(pk__in=ids).update(proposal=found)
        for proposal in {one.proposal_id for one in gone_back if one.proposal_id}:
            withdraw(proposal)


def triggers_of(quantity: str, area: str, basis: str) -> list[Trigger]:
    above = [area[:length] for length in range(1, len(area) + 1)]
    rows = Trigger.objects.select_related("hazard").filter(quantity=quantity, basis=basis, area__in=above, active=True)
    return finest(rows)


def evidence(value: Value, trigger: Trigger) -> AlertEvidence:
    return {
        "key": value.key[:120], "place": value.place[:60], "name": trigger.name, "value": value.value, "unit": trigger.unit or value.unit,
        "limit": trigger.value, "at": str(iso(value.at)), "expected_at": iso(value.expected_at),
    }  # fmt: skip


def take_measurement(reading: Measurement, terminal: Terminal | None, inbox: Inbox) -> None:
    """Registered with the devices' handlers; a sensor nobody has registered has no place and no thresholds."""
    if terminal is None:
        return
    subject = terminal.subject
    take_value(
        Value(
            f"terminal:{terminal.pk}", reading.quantity, reading.value, reading.unit, subject.area, subject.label, reading.at or reading.received_at,
            exercise=subject.exercise_id,
        )
    )  # fmt: skip


def take_observations(feed: Feed, observations: Sequence[Observation]) -> None:
    """Registered with the feeds: stations of the rain, the rivers and the reservoirs, and what is forecast for an area."""
    known = set(Trigger.objects.filter(active=True).values_list("quantity", flat=True))
    if not known:
        return
    fresh = clock.now() - timedelta(hours=float(rule("feed.gauge_fresh_h")))
    for row in observations:
        if row.layer == "forecast":
            _take_forecast(row, known)
        elif row.at >= fresh and (figures := measured(row.layer, row.attributes)) and known & figures.keys():
            area = area_at(row.lon, row.lat)
            if area == settings.CITY:  # outside of every district
                continue
            for quantity in known & figures.keys():
                value, unit = figures[quantity]
                take_value(Value(f"feed:{row.layer}:{row.code}", quantity, value, unit, area, row.name, row.at))
    if known & AREAL.keys() and any(row.layer == RAIN for row in observations):
        _take_areal(known)


def _take_areal(known: set[str]) -> None:
    """The gauges have spoken: what they mean for the ground of each district, as it is now. Where too little is known nothing is said."""
    for row in areal_rain([settings.CITY])["areas"]:
        for quantity in known & AREAL.keys():
            value, at = row[AREAL[quantity]], row["oldest"]
            if value is not None and at is not None and row["area"] != settings.CITY:
                take_value(Value(f"areal:{row['area']}", quantity, value, "mm", row["area"], f"全区面雨量({row['gauges']}站)", clock.now()))


def _take_forecast(row: Observation, known: set[str]) -> None:
    said = row.attributes
    area = str(said["area"]) or area_at(row.lon, row.lat)
    if said["quantity"] not in known or not area.startswith(settings.CITY):
        return
    expected = datetime.fromisoformat(said["from"])
    take_value(Value(f"forecast:{row.code}", said["quantity"], float(said["value"]), said["unit"], area, row.name, row.at, expected))
