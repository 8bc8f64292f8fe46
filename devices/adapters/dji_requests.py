"""dji → **dji_requests** → dock: questions a dock or pilot asks at its start. Unanswered, a dock stalls about 40 s on each."""

from __future__ import annotations

from typing import Any

ORGANISATION = "应急指挥中心"
NOT_OFFERED = 1  # any result other than 0 means "no"; the dock goes on without


def answer(method: str, data: Any, config: dict[str, Any], flights: dict[str, dict[str, str]]) -> dict[str, Any]:
    """True answers only: what the centre does not have it does not promise."""
    asked = data if isinstance(data, dict) else {}
    if method == "config":
        # The operator's own DJI developer account; the centre ships none (docs/devices.md §2.3)
        return {"app_id": "", "app_key": "", "app_license": "", "ntp_server_host": "", "ntp_server_port": 123, **config}
    if method == "airport_bind_status":
        devices = asked.get("devices")
        named = [d.get("sn") for d in devices if isinstance(d, dict)] if isinstance(devices, list) else []
        status = [
            {
                "sn": sn,
                "is_device_bind_organization": True,
                "organization_id": "ecc",
                "organization_name": ORGANISATION,
                "device_callsign": sn,
            }
            for sn in named
            if isinstance(sn, str)
        ]
        return {"result": 0, "output": {"bind_status": status}}
    if method == "airport_organization_get":
        return {"result": 0, "output": {"organization_name": ORGANISATION}}
    if method == "airport_organization_bind":
        return {"result": 0, "output": {"err_infos": []}}
    if method in ("flight_areas_get", "offline_map_get"):
        return {"result": 0, "output": {"files": []}}
    if method == "flighttask_resource_get" and (file := flights.get(str(asked.get("flight_id", "")))) is not None:
        return {"result": 0, "output": {"file": {"url": file["url"], "fingerprint": file["md5"]}}}
    # storage_config_get too: there is no bucket of ours that a dock could put its pictures into
    return {"result": NOT_OFFERED, "output": {}}
