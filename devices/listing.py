"""devices' tables as the API shows them: rows for people, never credentials."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from devices.adapters import dji_hms
from devices.inbox.models import Quarantine
from devices.terminals.models import Binding, Downlink, SourceRank, Terminal, UnknownDevice
from devices.tracks.models import LastFix, Target
from realtime.areas.locate import area_at
from realtime.clock import iso

# What a device said about itself and people may see; `home`, `auto` and the like are the simulator's.
SHOWN_META = ("test_until", "model", "firmware", "gateway", "cameras", "live", "health", "name", "operator", "operator_id", "description")


def unknown_row(unknown: UnknownDevice) -> dict[str, Any]:
    hint = dict(unknown.hint)
    if not hint.get("area"):
        hint.pop("area", None)
        if isinstance(hint.get("lon"), float) and isinstance(hint.get("lat"), float):
            hint["area"] = area_at(hint["lon"], hint["lat"])
    return {
        "id": unknown.id,
        "adapter": unknown.adapter,
        "external_id": unknown.external_id,
        "topic": unknown.topic,
        "first_at": iso(unknown.first_at),
        "last_at": iso(unknown.last_at),
        "frames": unknown.frames,
        "sample": unknown.sample,
        "hint": hint,
    }


def quarantine_row(row: Quarantine) -> dict[str, Any]:
    data = bytes(row.first_bytes)
    return {
        "id": row.id,
        "topic": row.topic,
        "reason": row.reason,
        "count": row.count,
        "first_at": iso(row.first_at),
        "last_at": iso(row.last_at),
        "text": data.decode(errors="replace"),
        "hex": data[:64].hex(" "),
    }


def terminal_row(terminal: Terminal, last: LastFix | None = None, target: Target | None = None) -> dict[str, Any]:
    return {
        "id": terminal.id,
        "adapter": terminal.adapter,
        "external_id": terminal.external_id,
        "kind": terminal.kind,
        "area": terminal.area,
        "subject": terminal.subject_id,
        "label": terminal.subject.label,
        "every": terminal.expected_interval_s,
        "rank": terminal.rank,
        "max_age_s": terminal.max_age_s,
        "registered_at": iso(terminal.registered_at),
        "revoked_at": iso(terminal.revoked_at),
        "learned_every": terminal.meta.get("every"),
        "meta": _meta(terminal),
        "last": None
        if last is None
        else {
            "fixed_at": iso(last.fixed_at),
            "received_at": iso(last.received_at),
            "lon": last.lon,
            "lat": last.lat,
            "battery": last.battery,
            "link": last.link,
            "stuck_at": iso(last.stuck_at),
        },
        "target": None
        if target is None
        else {"at": iso(target.at), "lon": target.lon, "lat": target.lat, "distance": target.distance, "temperature": target.temperature},
    }


def _meta(terminal: Terminal) -> dict[str, Any]:
    """A health code is shown in words and with its number."""
    shown = {key: terminal.meta[key] for key in SHOWN_META if key in terminal.meta}
    if terminal.adapter == "dji" and "health" in shown:
        shown["health"] = [entry | {"words": _words(entry)} for entry in shown["health"]]
    return shown


def _words(entry: dict[str, Any]) -> str:
    code = str(entry.get("code", ""))
    match entry.get("topic"):
        case "mode":
            return f"进入{dji_hms.mode_words(code)}状态"
        case "airsense":
            return code
        case _:
            return dji_hms.words(code, int(entry.get("level", 0)))


def binding_row(binding: Binding) -> dict[str, Any]:
    return {
        "subject": binding.subject_id, "label": binding.subject.label, "kind_name": binding.subject.get_kind_display(),
        "since": iso(binding.since), "until": iso(binding.until),
    }  # fmt: skip


def rank_row(row: SourceRank) -> dict[str, Any]:
    return {
        "adapter": row.adapter,
        "adapter_name": row.get_adapter_display(),
        "kind": row.kind,
        "kind_name": row.get_kind_display() if row.kind else "",
        "area": row.area,
        "rank": row.rank,
        "max_age_s": row.max_age_s,
        "source": row.source,
    }


def downlink_row(downlink: Downlink) -> dict[str, Any]:
    return {
        "id": downlink.id,
        "terminal": downlink.terminal_id,
        "kind": downlink.kind,
        "state": downlink.state,
        "state_name": downlink.get_state_display(),
        "error": downlink.error,
        "sent_at": iso(downlink.sent_at),
        "answered_at": iso(downlink.answered_at),
    }


def in_scope(hint_area: str, scopes: list[str]) -> bool:
    """A device whose place nobody knows yet concerns everybody who may adopt."""
    return not hint_area or hint_area == settings.CITY or any(hint_area.startswith(scope) for scope in scopes)
