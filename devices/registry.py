"""terminals → **registry** → pipeline: who may speak, read again every 5 s and whenever the registry rings."""

from __future__ import annotations

import logging
import os
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from devices.adapters.dji_drc import BROKER
from devices.adapters.known import Facts
from devices.adapters.meshtastic_keys import channel_keys, node_number
from devices.mapping.models import ready_rows
from devices.ranking import Ranks
from devices.readings import Source
from devices.terminals.models import Terminal
from devices.tracking import Entry, Placed
from devices.tracks.models import LastFix
from realtime.positions import KIND_CODE, district_of
from realtime.rules.models import UnknownRule, rule, rules_under

log = logging.getLogger(__name__)

RELOAD_S = 5.0

# Changes when anything the gateway uses changed; cheap enough to ask every 5 s with 22,000 terminals.
_FINGERPRINT = """
SELECT count(*), coalesce(sum(hashtextextended(concat_ws('|', t.id, t.adapter, t.external_id, t.subject_id, s.area, s.kind, t.kind, t.area,
    coalesce(t.rank, -1), coalesce(t.max_age_s, -1), t.expected_interval_s, t.meta->>'simulated', t.meta->>'gateway', t.meta->>'flights', t.credential, t.certificate), 0)), 0)::text,
    (SELECT coalesce(sum(hashtextextended(r::text, 0)), 0)::text FROM terminals_sourcerank r),
    (SELECT coalesce(sum(hashtextextended(m::text, 0)), 0)::text FROM mapping_mappingrow m)
FROM terminals_terminal t JOIN terminals_subject s ON s.id = t.subject_id WHERE t.revoked_at IS NULL
"""


class Registry(msgspec.Struct):
    """What changed since the last look; ``entries`` is None when the terminals are the same as before."""

    now: datetime
    entries: list[Entry] | None
    facts: Facts | None
    placed: list[Placed]
    wire: dict[str, Any]  # rules of the wire: whom to believe, how much of one device


class RegistryReader:
    def __init__(self) -> None:
        self.seen: tuple[Any, ...] | None = None
        self.placed_until: datetime | None = None

    def read(self) -> Registry:
        """Blocking; on a thread of its own. Raises a database error while the database is away."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (now,) = cursor.fetchone()
            cursor.execute(_FINGERPRINT)
            seen = cursor.fetchone()
        entries, facts = None, None
        celsius = _hotspot_celsius()
        if (*seen, celsius) != self.seen:
            entries, facts = self._entries(celsius)
        fixes = LastFix.objects.select_related(None)
        if self.placed_until is not None:
            # Positions that came over HTTP while the bus was down; the gateway's own writes come back too and change nothing.
            fixes = fixes.filter(received_at__gt=self.placed_until, source="field")
        placed = [_placed(fix) for fix in fixes.iterator()]
        self.seen, self.placed_until = (*seen, celsius), now
        return Registry(now, entries, facts, placed, rules_under("wire."))

    def _entries(self, celsius: float) -> tuple[list[Entry], Facts]:
        entries: list[Entry] = []
        children: dict[str, set[str]] = {}
        flights: dict[str, dict[str, str]] = {}
        ranks = Ranks()
        rows = Terminal.objects.live().values_list(
            "id",
            "adapter",
            "external_id",
            "subject_id",
            "subject__area",
            "subject__kind",
            "meta",
            "kind",
            "area",
            "expected_interval_s",
            "rank",
            "max_age_s",
            "subject__exercise_id",
            "credential",
            "certificate",
        )
        for (
            ident,
            adapter,
            external_id,
            subject,
            area,
            kind,
            meta,
            own_kind,
            own_area,
            every_s,
            own_rank,
            own_age_s,
            exercise,
            credential,
            certificate,
        ) in rows.iterator():
            rank, max_age_s = ranks.of(adapter, own_kind, own_area, every_s, own_rank, own_age_s)
            entries.append(
                Entry(
                    # A SIM's number is written with and without the zeros that fill its field
                    Source(adapter, external_id.lstrip("0") if adapter == "jt808" else external_id),
                    ident,
                    subject,
                    district_of(area),
                    KIND_CODE.get(kind, 0),
                    bool(meta.get("simulated")),
                    rank,
                    int(max_age_s * 1000),
                    exercise or 0,
                    credential,
                    certificate,
                )
            )
            if adapter == "dji" and isinstance(gateway := meta.get("gateway"), str):
                children.setdefault(gateway, set()).add(external_id)
            flights.update(meta.get("flights") or {})
        facts = Facts(
            children={gateway: frozenset(found) for gateway, found in children.items()},
            hotspot_celsius=celsius,
            flights=flights,
            mapped=ready_rows(),
            **configured(),
        )
        return entries, facts


def _hotspot_celsius() -> float:
    try:
        return float(rule("hotspot.celsius"))
    except UnknownRule:
        return Facts().hotspot_celsius


def configured() -> dict[str, Any]:
    """What adapters know from the environment: Facts of the operator, not of the registry."""
    keys, node = os.environ.get("MESHTASTIC_KEYS", ""), os.environ.get("MESHTASTIC_NODE", "")
    return {
        "dji_config": _dji_config(),
        "drc_broker": os.environ.get(BROKER, ""),
        "mesh_keys": channel_keys(keys),
        "mesh_node": node_number(node),
    }


def _dji_config() -> dict[str, Any]:
    """The operator's own DJI developer account, from the environment (docs/devices.md §2.3)."""
    named = {"app_id": "DJI_APP_ID", "app_key": "DJI_APP_KEY", "app_license": "DJI_APP_LICENSE", "ntp_server_host": "DJI_NTP_HOST"}
    return {key: os.environ[variable] for key, variable in named.items() if os.environ.get(variable)}


def _placed(fix: LastFix) -> Placed:
    return Placed(
        fix.subject_id,
        int(fix.fixed_at.timestamp() * 1000),
        int(fix.received_at.timestamp() * 1000),
        fix.lat,
        fix.lon,
        fix.alt,
        fix.speed,
        fix.heading,
        fix.battery,
        fix.link,
        fix.flags,
        fix.source,
        fix.rank,
        int(fix.held_until.timestamp() * 1000) if fix.held_until else 0,
    )
