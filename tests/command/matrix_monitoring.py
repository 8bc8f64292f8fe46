"""Monitoring for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.monitoring.arranging import save_group
from command.monitoring.models import Department
from dispatch.features.models import Feature

NEEDS = {
    "list_departments": "any", "add_department": "feed.manage city", "change_department": "feed.manage", "remove_department": "feed.manage",
    "list_feed_outages": "read", "list_stations": "any", "areal_rain": "any", "get_station": "read", "add_camera_group": "wall.control",
    "change_camera_group": "wall.control", "remove_camera_group": "wall.control", "arrange_panels": "wall.control",
}  # fmt: skip


def monitoring_things(area: str, lon: float, lat: float) -> dict[str, Any]:
    department = Department.objects.create(area=area, name=f"{area}水务局")
    gauge = Feature.objects.create(
        layer="river_gauge", code=f"river-{area}", name="太平场", area=area, lon=lon, lat=lat, attributes={"level_m": 30.0, "warn_m": 33.5}
    )
    group = save_group(actor="system", area=area, name="主要路口", tiles=4, turn_s=0, drones=True, streams=[])
    return {"department_id": department.pk, "station": f"f:{gauge.pk}", "camera_group_id": group.pk}


def monitoring_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    return {
        "add_department": {"name": "新部门"},
        "change_department": {"name": "改名部门"},
        "add_camera_group": {"area": thing.area, "name": "水库", "tiles": 9},
        "change_camera_group": {"name": "改名组"},
        "arrange_panels": {"area": thing.area, "panels": ["stations", "departments"]},
    }
