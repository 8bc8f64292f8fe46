"""All gauges at one look. One that cannot be read is unknown and says why; it never costs the others."""

from __future__ import annotations

import logging
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction

from command.links.gauges import GROUPS
from command.links.known import Gauge, Sample, State
from realtime.rules.models import rule

log = logging.getLogger(__name__)
PATIENCE = "2s"  # a gauge that takes longer is itself a fault, and must not hold up who looks


class Reading(NamedTuple):
    gauge: Gauge
    sample: Sample
    limit: float | None
    state: State


def read_group(gauges: list[Gauge]) -> list[Reading]:
    return [reading for gauge in gauges for reading in read(gauge)]


def read_all() -> list[tuple[str, list[Reading]]]:
    return [(name, read_group(gauges)) for name, gauges in GROUPS]


def read(gauge: Gauge) -> list[Reading]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])
            samples = list(gauge.read(cursor))
    except (DatabaseError, OSError) as error:
        log.warning("links: %s cannot be read: %s", gauge.name, error)
        return [Reading(gauge, Sample(float("nan"), note=str(error).splitlines()[0][:80]), None, "unknown")]
    general = float(rule(gauge.rule)) if gauge.rule else None
    return [_judged(gauge, sample, general if sample.limit is None else sample.limit) for sample in samples]


def _judged(gauge: Gauge, sample: Sample, limit: float | None) -> Reading:
    if limit is None:
        return Reading(gauge, sample, None, "ok")
    over = sample.value < limit if gauge.least else sample.value > limit
    return Reading(gauge, sample, limit, "bad" if over else "ok")
