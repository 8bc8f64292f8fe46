"""Streams of the register that have a place stand on the map."""

from __future__ import annotations

from typing import Any

import pytest

from devices.video.registry import add_stream, change_stream, remove_stream, take_catalogue
from dispatch.features.models import Feature
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
DIRECT = {"hls": "http://media.test/1/index.m3u8"}


def on_map() -> list[tuple[str, str, bool]]:
    return list(Feature.objects.filter(code__startswith="stream:").order_by("name").values_list("layer", "name", "active"))


def test_a_camera_with_a_place_is_an_object_of_its_layer(city: None, agrees: Any) -> None:
    with agrees():
        camera = add_stream(actor="user:1", name="良口河道", area="440117", provider="direct", address=DIRECT, lon=113.72, lat=23.75)
    assert on_map() == [("camera", "良口河道", True)]
    with agrees():
        change_stream(actor="user:1", stream_id=camera.pk, name="良口河道东", kind="watchtower")
    assert on_map() == [("lookout_ptz", "良口河道东", True)]
    with agrees():
        remove_stream(actor="user:1", stream_id=camera.pk)
    assert on_map() == [("lookout_ptz", "良口河道东", False)]


def test_what_has_no_place_or_moves_is_not(city: None) -> None:
    add_stream(actor="user:1", name="未标定", area="440117", provider="direct", address=DIRECT)
    add_stream(actor="user:1", name="布控球", area="440117", provider="direct", address=DIRECT, kind="body", lon=113.7, lat=23.7)
    assert on_map() == []


def test_a_catalogue_of_hundreds_is_told_once_an_area(city: None) -> None:
    rows = [
        {"device": "44010000002000000001", "channel": f"4401000000131{n:07d}", "name": f"卡口 {n}", "lon": 113.72, "lat": 23.75 + n * 1e-4}
        for n in range(300)
    ]
    before = Event.objects.filter(kind="layer.changed").count()
    assert take_catalogue(actor="user:1", area="4401", name="gb28181", rows=rows)["added"] == 300
    assert Feature.objects.filter(layer="camera", code__startswith="stream:").count() == 300
    areas = Feature.objects.filter(code__startswith="stream:").values("area").distinct().count()
    assert Event.objects.filter(kind="layer.changed").count() - before == areas
