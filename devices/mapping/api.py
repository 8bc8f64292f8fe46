"""HTTP door of mapping rows: list, save, remove, try out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from devices.mapping.actions import remove_mapping, save_mapping, try_mapping
from devices.mapping.models import MappingRow
from realtime.api import REFUSALS, Body, command, permit
from realtime.clock import iso

router = Router(tags=["devices"])
MANAGE = "feed.manage"
MAX_SAMPLE = 64_000  # characters of a pasted payload


class MappedField(Body):
    field: str = Field(max_length=60, description="fix.lat, status.battery, sos.active, measure.<quantity> …")
    path: str = Field(max_length=200, description="JSONPath (RFC 9535)")
    factor: float = Field(1.0, allow_inf_nan=False, strict=False)
    offset: float = Field(0.0, allow_inf_nan=False, strict=False)
    unit: str = Field("", max_length=20)
    equals: list[str | int | float | bool | None] | None = Field(None, max_length=20, description="true when the value is one of these")


class MappedOrder(Body):
    name: str = Field(min_length=1, max_length=40)
    topic: str = Field(min_length=1, max_length=200, description="{device} stands for its id")
    payload: Any = Field(description='JSON; "$number" "$id" "$device" "$at" "$at_s" "$value" are filled in')


class MappingTold(Body):
    name: str = Field(min_length=1, max_length=60)
    topic_filter: str = Field(max_length=200)
    identity: str = Field(max_length=200, description="number of a topic level, from 1, or a JSONPath")
    kind: str = Field("sensor", max_length=10)
    each: str = Field("", max_length=200)
    time_path: str = Field("", max_length=200)
    time_format: str = Field("ms", max_length=40)
    utc_offset_h: float = Field(8, ge=-14, le=14, strict=False)
    datum: str = Field("wgs84", max_length=10)
    fields_: list[MappedField] = Field(alias="fields", max_length=60)
    commands: list[MappedOrder] = Field(default_factory=list, max_length=20)

    def told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _NAMES} | {
            "fields": [field.model_dump() for field in self.fields_],
            "commands": [order.model_dump() for order in self.commands],
        }


_NAMES = ("name", "topic_filter", "identity", "kind", "each", "time_path", "time_format", "utc_offset_h", "datum")


class MappingSaved(MappingTold):
    id: int | None = None
    active: bool = True
    source: str = Field(min_length=1, max_length=200, description="the maker's document, its version, who checked it")


class MappingSample(Body):
    mapping: MappingTold
    topic: str = Field(max_length=255)
    payload: str = Field(max_length=MAX_SAMPLE)


def mapping_row(row: MappingRow) -> dict[str, Any]:
    told = {"id": row.pk, "active": row.active, "source": row.source, "changed_by": row.changed_by, "changed_at": iso(row.changed_at)}
    return told | row.told()


@router.get("", response={200: list[dict[str, Any]], **REFUSALS}, operation_id="list_mappings")
def get_mappings(request: HttpRequest) -> list[dict[str, Any]]:
    """All rows by name. Topics of vendors are the city's matter."""
    permit(request, MANAGE, settings.CITY)
    return [mapping_row(row) for row in MappingRow.objects.all()]


@router.post("", response={200: dict[str, Any], **REFUSALS}, operation_id="save_mapping")
def post_mapping(request: HttpRequest, body: MappingSaved) -> HttpResponse:
    """A new row without `id`, a changed one with it. Everything that is wrong is named at once."""

    def run(who: Any) -> dict[str, Any]:
        return mapping_row(save_mapping(actor=who.actor, mapping_id=body.id, active=body.active, source=body.source, **body.told()))

    return command(request, MANAGE, settings.CITY, run)


@router.post("/{int:mapping_id}/remove", response={200: dict[str, int], **REFUSALS}, operation_id="remove_mapping")
def post_remove(request: HttpRequest, mapping_id: int) -> HttpResponse:
    def run(who: Any) -> dict[str, int]:
        remove_mapping(actor=who.actor, mapping_id=mapping_id)
        return {"id": mapping_id}

    return command(request, MANAGE, settings.CITY, run)


@router.post("/try", response={200: dict[str, Any], **REFUSALS}, operation_id="try_mapping")
def post_try(request: HttpRequest, body: MappingSample) -> dict[str, Any]:
    """Read a pasted payload with a row that need not be saved: the readings, and by field what was not found. Nothing changes."""
    permit(request, MANAGE, settings.CITY)
    tried = try_mapping(topic=body.topic, payload=body.payload, told=body.mapping.told())
    return {"readings": tried.readings[:100], "faults": [{"where": fault.where, "why": fault.why} for fault in tried.faults]}
