"""register of streams → **cameras** → map: what has a place and a lens is an object of its layer; one press on it plays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from devices.video.models import Stream
from dispatch.features.models import Feature
from dispatch.features.pinyin import initials
from dispatch.features.states import touch_layers
from realtime import clock
from realtime.log import act

LAYER = {Stream.Kind.CAMERA: "camera", Stream.Kind.TOWER: "lookout_ptz"}  # what moves is drawn where it is, as a unit
FIELDS = ["layer", "name", "initials", "area", "lon", "lat", "attributes", "active", "changed_at"]
PREFIX = "stream:"


def follow_streams(streams: Sequence[Stream]) -> None:
    """Registered with `devices.handlers.on_streams`; the register's own action is open. A catalogue of thousands is two statements and one event an area."""
    if not streams:
        return
    with act("rule:cameras", streams[0].exercise_id) as log:
        known = {row.code: row for row in Feature.objects.filter(code__in=[f"{PREFIX}{stream.pk}" for stream in streams])}
        now = clock.now()
        added: list[Feature] = []
        changed: list[Feature] = []
        touched: set[tuple[str, str]] = set()
        for stream in streams:
            code = f"{PREFIX}{stream.pk}"
            layer = LAYER.get(Stream.Kind(stream.kind))
            feature = known.get(code)
            if stream.lon is None or stream.lat is None or layer is None:
                if feature is not None and feature.active:
                    feature.active, feature.changed_at = False, now
                    changed.append(feature)
                    touched.add((feature.area, feature.layer))
                continue
            wanted: dict[str, Any] = {
                "layer": layer, "name": stream.name, "area": stream.area, "lon": stream.lon, "lat": stream.lat, "active": stream.active,
                "attributes": facts(stream, layer),
            }  # fmt: skip
            if feature is None:
                added.append(
                    Feature(code=code, initials=initials(stream.name), source="视频源登记", exercise_id=stream.exercise_id, **wanted)
                )
                touched.add((stream.area, layer))
            elif any(getattr(feature, name) != value for name, value in wanted.items()):
                touched |= {(feature.area, feature.layer), (stream.area, layer)}
                for name, value in wanted.items():
                    setattr(feature, name, value)
                feature.initials, feature.changed_at = initials(stream.name), now
                changed.append(feature)
        Feature.objects.bulk_create(added, batch_size=500)
        Feature.objects.bulk_update(changed, FIELDS, batch_size=500)
        touch_layers(log, touched)


def facts(stream: Stream, layer: str) -> dict[str, Any]:
    """Only what the layer's catalogue names."""
    found: dict[str, Any] = {"number": stream.address.get("channel", ""), "ptz": stream.ptz} if layer == "camera" else {}
    return {name: value for name, value in found.items() if value not in (None, "")}
