"""Formats of the outside: what each column means, which unit it has, and that one bad row costs one row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.feeds.readers import firms, gauges, grid, himawari, typhoon
from devices.feeds.readers.known import READERS
from devices.feeds.readers.reading import Unreadable, options_of

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 11, 4, tzinfo=UTC)
HEAD = "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight\n"


def options(**raw: Any) -> Any:
    return options_of(raw, now=NOW)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def test_viirs_hours_have_no_leading_zeros_and_are_utc():
    found = firms.read(sample("firms_viirs_area_synthetic_guangdong.csv"), options()).observations
    assert [one.at for one in found] == [
        datetime(2026, 11, 2, 18, 12, tzinfo=UTC), datetime(2026, 11, 3, 5, 30, tzinfo=UTC), datetime(2026, 11, 3, 0, 7, tzinfo=UTC)
    ]  # fmt: skip
    assert [one.attributes["confidence"] for one in found] == ["中", "高", "低"]
    assert [one.attributes["satellite"] for one in found] == ["NOAA-20 VIIRS", "NOAA-21 VIIRS", "Suomi NPP VIIRS"]
    assert found[0].attributes["temperature_c"] == 65.3, "kelvin became degrees"


def test_modis_says_confidence_in_hundredths_and_has_other_columns():
    found = firms.read(sample("firms_modis_area_synthetic.csv"), options()).observations
    assert [(one.attributes["sure"], one.attributes["confidence"]) for one in found] == [(0.85, "高"), (0.34, "低")]
    assert found[0].attributes["temperature_c"] == 57.0


def test_the_same_pixel_sent_again_has_the_same_code():
    content = sample("firms_viirs_area_synthetic_guangdong.csv")
    once, again = (firms.read(content, options()).observations for _ in range(2))
    assert [one.code for one in once] == [one.code for one in again] and len({one.code for one in once}) == 3


def test_himawari_knows_its_columns_from_its_own_head():
    (found,) = himawari.read(sample("himawari_l2wlf_synthetic.csv"), options()).observations
    assert (found.lon, found.lat, found.at) == (113.59, 23.55, datetime(2026, 11, 3, 0, 10, tzinfo=UTC))
    assert (found.attributes["frp"], found.attributes["sure"], found.attributes["satellite"]) == (35.2, 1.0, "Himawari-9")


def test_each_bad_row_is_named_and_the_others_go_in():
    rows = [
        "23.5,113.6,330,0.4,0.4,2026-11-03,530,N20,VIIRS,n,2,296,12,D", "123.5,113.6,330,0.4,0.4,2026-11-03,530,N20,VIIRS,n,2,296,12,D",
        "23.5,113.6,330,0.4,0.4,2026-11-03,9999,N20,VIIRS,n,2,296,12,D", "23.5,113.6,330,0.4,0.4,2026-11-03,531,N20,VIIRS,hoch,2,296,12,D",
        "0,0,330,0.4,0.4,2026-11-03,530,N20,VIIRS,n,2,296,12,D", "23.5",
    ]  # fmt: skip
    found = firms.read((HEAD + "\n".join(rows)).encode(), options())
    assert len(found.observations) == 1
    assert [one.row for one in found.refused] == [3, 4, 5, 6, 7]
    assert (
        "纬度 123.5 超出范围" in found.refused[0].detail and "时间读不懂" in found.refused[1].detail and "置信度" in found.refused[2].detail
    )


@pytest.mark.parametrize(
    ("content", "code"), [(b"Invalid MAP_KEY.", "bad_key"), (b"<html>busy</html>", "unreadable"), (b"\xff\xfe\x00\x81", "unreadable")]
)
def test_an_answer_that_is_no_table_refuses_the_whole_and_says_why(content: bytes, code: str):
    with pytest.raises(Unreadable) as refused:
        firms.read(content, options())
    assert refused.value.code == code


STORM = {
    "tfid": "202618", "name": "海葵", "points": [
        {"time": "2026-11-03 08:00:00", "lng": "115.2", "lat": "20.1", "strong": "强热带风暴", "speed": "28", "pressure": "985", "radius7": "260|240|180|200"},
        {"time": "2026-11-03 14:00:00", "lng": "114.6", "lat": "20.9", "strong": "台风", "speed": "33", "pressure": "975", "radius7": "280|260|200|220", "radius10": "100|90|80|80",
         "forecast": [{"tm": "日本", "forecastpoints": []}, {"tm": "中国", "forecastpoints": [{"time": "2026-11-04 02:00:00", "lng": "113.9", "lat": "22.0", "speed": "35"}, {"time": "?", "lng": "1", "lat": "2"}]}]},
    ],
}  # fmt: skip


def test_a_storm_has_a_past_an_expectation_and_rings_of_wind():
    (found,) = typhoon.read(text([STORM]), options()).observations
    assert (found.name, found.lon, found.lat) == ("台风海葵", 114.6, 20.9)
    assert found.at == datetime(2026, 11, 3, 6, 0, tzinfo=UTC), "without an offset it is Beijing's time"
    assert (found.attributes["grade"], found.attributes["km_7"], found.attributes["km_10"]) == ("台风", 280, 100)
    assert found.attributes["track"][-1]["r7"] == [280, 260, 200, 220]
    assert [point["lon"] for point in found.attributes["ahead"]] == [113.9], "our own agency's, without the point nobody can read"
    assert [point["lon"] for point in found.attributes["track"]] == [115.2, 114.6]


def test_a_storm_with_one_unreadable_hour_is_still_a_storm():
    broken = {**STORM, "points": [*STORM["points"], {"time": "2026-11-03 20:00:00", "lng": "x", "lat": "21"}]}  # type: ignore[misc]
    found = typhoon.read(text([broken]), options())
    assert len(found.observations) == 1 and "第 3 点" in found.refused[0].detail


def test_gauges_take_the_names_of_their_source():
    raw = {
        "data": [
            {
                "STCD": "81203",
                "STNM": "太平场",
                "LGTD": "113.5",
                "LTTD": "23.5",
                "TM": "2026-11-03 15:00:00",
                "STTP": "ZZ",
                "Z": "33.21",
                "WRZ": "33.5",
                "Q": "9999",
            }
        ]
    }
    fields = {
        "code": "STCD",
        "name": "STNM",
        "lon": "LGTD",
        "lat": "LTTD",
        "at": "TM",
        "kind": "STTP",
        "level_m": "Z",
        "warn_m": "WRZ",
        "flow": "Q",
    }
    (found,) = gauges.read(text(raw), options(fields=fields)).observations
    assert (found.layer, found.code, found.at) == ("river_gauge", "81203", datetime(2026, 11, 3, 7, 0, tzinfo=UTC))
    assert found.attributes == {"level_m": 33.21, "warn_m": 33.5}, "9999 is no value"


def test_kilometres_an_hour_become_metres_a_second():
    answer = {"now": {"obsTime": "2026-11-03T15:00+08:00", "temp": "21", "humidity": "63", "wind360": "45", "windSpeed": "18"}}
    fields = {"at": "obsTime", "speed": "windSpeed", "direction": "wind360"}
    chosen = options_of({"rows": "now", "fields": fields, "units": {"speed": "km/h"}}, now=NOW, point=(113.77, 23.74))
    (found,) = grid.read(text(answer), chosen).observations
    assert found.attributes == {"speed_ms": 5.0, "from_deg": 45, "temp_c": 21.0, "humidity": 63}
    assert (found.lon, found.lat) == (113.77, 23.74), "where it was asked for"


def test_a_source_in_the_datum_of_chinese_maps_is_converted_at_the_door():
    row = {"code": "1", "lon": 113.59, "lat": 23.55, "at": "2026-11-03T00:00:00Z", "speed": 3, "direction": 45}
    (plain,), (moved,) = (grid.read(text([row]), options(datum=datum)).observations for datum in ("wgs84", "gcj02"))
    assert 0.003 < plain.lon - moved.lon < 0.008
    with pytest.raises(Unreadable):
        options(datum="beijing54")


@given(st.sampled_from(READERS), st.binary(max_size=300) | st.recursive(st.none() | st.floats() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["points", "code", "kind", "lon", "lat", "at", "id", "name", "speed", "direction", "forecast", "time"]), inner, max_size=5), max_leaves=15).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_whatever_a_source_sends_is_read_named_or_refused(reader: Any, content: bytes):
    try:
        found = reader.read(content, options())
    except Unreadable:
        return
    assert all(-180 <= one.lon <= 180 and -90 <= one.lat <= 90 and one.layer in reader.layers for one in found.observations)
