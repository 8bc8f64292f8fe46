"""Where people went, taken out of the house as a file: what is in it, who may, and that it stays on record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from command.tracks.models import TrackExport
from command.tracks.writing import LONGEST, WRITERS, About, Stretch
from devices.readings import Fix, Source
from devices.sane import LATE, ZERO
from devices.tracks.copying import POINT_COLUMNS
from devices.tracks.copying import points as packed
from devices.tracks.reading import Point
from dispatch.incidents.actions import open_incident
from dispatch.orders.actions import assign_unit
from dispatch.teams.models import Unit
from realtime import clock
from realtime.log.models import Event

GPX = "{http://www.topografix.com/GPX/1/1}"
T0 = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


def point(seconds: float, *, lat: float = 23.5, late: bool = False, **more: Any) -> Point:
    at = T0 + timedelta(seconds=seconds)
    fields: dict[str, Any] = dict.fromkeys(("alt", "elevation", "speed", "heading", "accuracy", "battery", "link")) | more
    return Point(at, at + timedelta(seconds=1), 113.5, lat, terminal=7, late=late, **fields)


def stretch(points: list[Point], label: str = "从化队", exercise: int | None = None) -> Stretch:
    return Stretch(7, label, "从化区", exercise, 120_000, points)


def file(kind: str, *stretches: Stretch) -> bytes:
    return b"".join(WRITERS[kind].write(About("从化队", T0, ["王值班 导出"]), stretches))


WAY = [point(0, alt=31.25, speed=1.5, heading=272.5), point(10, lat=23.51), point(300, lat=23.52)]


def test_gpx_has_zoned_times_metres_a_second_and_a_part_for_each_stretch() -> None:
    root = ElementTree.fromstring(file("gpx", stretch(WAY, label="<队 & 1>\x07", exercise=3)))
    assert root.get("version") == "1.1"
    (track,) = root.findall(f"{GPX}trk")
    assert [child.tag.removeprefix(GPX) for child in track] == ["name", "desc", "number", "type", "trkseg", "trkseg"], "the schema's order"
    assert (track.findtext(f"{GPX}name"), track.findtext(f"{GPX}type")) == ("<队 & 1>", "演练")
    first, second = track.findall(f"{GPX}trkseg")
    assert [len(first), len(second)] == [2, 1]
    assert (first[0].get("lat"), first[0].get("lon")) == ("23.5000000", "113.5000000")
    assert (first[0].findtext(f"{GPX}time"), first[0].findtext(f"{GPX}ele")) == ("2026-11-20T00:00:00.000Z", "31.2")
    assert [one.text for one in first[0].iter() if one.tag.endswith(("}speed", "}course"))] == ["1.50", "272.5"]
    assert first[1].find(f"{GPX}ele") is None, "unknown is not zero"


def test_geojson_has_a_line_a_stretch_and_a_place_for_a_lone_fix() -> None:
    told = json.loads(file("geojson", stretch(WAY)))
    assert told["type"] == "FeatureCollection" and told["notes"] == ["王值班 导出"]
    line, lone = told["features"]
    assert line["geometry"] == {"type": "LineString", "coordinates": [[113.5, 23.5, 31.2], [113.5, 23.51]]}
    assert lone["geometry"] == {"type": "Point", "coordinates": [113.5, 23.52]}
    assert [one["properties"]["part"] for one in (line, lone)] == [1, 2]
    assert datetime.fromisoformat(line["properties"]["coordTimes"][1]) == WAY[1].fixed_at
    assert line["properties"]["drill"] is False


def test_a_long_way_is_several_lines_that_meet() -> None:
    told = json.loads(file("geojson", stretch([point(n) for n in range(LONGEST + 10)])))
    first, second = told["features"]
    assert first["geometry"]["coordinates"][-1] == second["geometry"]["coordinates"][0]
    assert len(first["geometry"]["coordinates"]) + len(second["geometry"]["coordinates"]) == LONGEST + 11


def test_csv_names_its_units_and_runs_nothing() -> None:
    text = file("csv", stretch([point(0, speed=1.5, battery=80), point(10, late=True)], label="=1+1", exercise=3)).decode("utf-8-sig")
    head, one, late = csv.reader(io.StringIO(text))
    told = dict(zip(head, one, strict=True))
    assert told["速度(米/秒)"] == "1.5" and told["电量(%)"] == "80" and told["高程(米)"] == ""
    assert told["对象"] == "'=1+1"
    assert datetime.fromisoformat(told["设备时间(ISO 8601,含时区)"]) == T0
    assert (told["演练"], told["迟到"], dict(zip(head, late, strict=True))["迟到"]) == ("演练 3", "", "是")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30), st.sampled_from(["gpx", "geojson", "csv"]))
def test_no_name_breaks_a_file(label: str, kind: str) -> None:
    data = file(kind, stretch(WAY, label=label))
    if kind == "gpx":
        ElementTree.fromstring(data)
    elif kind == "geojson":
        json.loads(data)
    else:
        assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) == 4


def test_nothing_is_held_that_is_not_being_written() -> None:
    """A day of 86,400 points: the first piece leaves before the second thousand was read."""
    read = 0

    def points() -> Iterator[Point]:
        nonlocal read
        for n in range(86_400):
            read += 1
            yield point(n)

    for kind, most in (("gpx", 2000), ("csv", 2000), ("geojson", 2 * LONGEST)):
        read = 0
        next(iter(WRITERS[kind].write(About("", T0, []), [Stretch(7, "", "", None, 120_000, points())])))
        assert read <= most, kind


def _store(unit: Unit, moments: list[tuple[float, int]]) -> None:
    """(minutes ago, flags)"""
    now = int(clock.now().timestamp() * 1000)
    rows = [
        (
            unit.pk,
            1,
            Fix(Source("radio", "R"), now - int(ago * 60_000), now - int(ago * 60_000) + (90_000 if flags == LATE else 0), 23.5, 113.5),
            flags,
        )
        for ago, flags in moments
    ]
    with connection.cursor() as cursor, cursor.copy(f"COPY tracks_trackpoint ({POINT_COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
        copy.write(packed(rows))


@pytest.mark.django_db
def test_a_units_way_is_taken_with_a_reason_and_stays_on_record(
    people: SimpleNamespace, make_unit: Callable[..., Unit], as_user: Callable[..., Any]
) -> None:
    unit, now = make_unit(), clock.now()
    _store(unit, [(50, 0), (49, 0), (40, LATE), (30, ZERO), (-1, 0)])
    asked = {
        "subjects": [unit.pk],
        "since": (now - timedelta(hours=1)).isoformat(),
        "until": now.isoformat(),
        "format": "csv",
        "reason": "事故复盘",
    }
    desk = as_user(people.wang)
    answer = desk.send("/api/tracks/export", asked)
    assert answer.status_code == 200, answer.content.decode()
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row[-2] for row in rows[1:]] == ["", "", "是"], "what was not believed is not in it"
    record = TrackExport.objects.get()
    assert (record.points, record.by_name, record.reason, record.subjects) == (3, "王值班", "事故复盘", [unit.pk])
    told = Event.objects.get(kind="track_export.made")
    assert json.loads(told.body)["subjects"] == [unit.pk] if isinstance(told.body, str) else told.body["subjects"] == [unit.pk]
    assert "事故复盘" not in str(told.body)
    assert desk.send("/api/tracks/export", asked | {"reason": " "}).status_code == 422
    assert desk.send("/api/tracks/export", asked | {"since": (now - timedelta(hours=100)).isoformat()}).status_code == 422
    assert as_user(people.nansha).send("/api/tracks/export", asked).status_code == 404
    assert as_user(people.ho).send("/api/tracks/export", asked).status_code == 403
    assert TrackExport.objects.count() == 1


@pytest.mark.django_db
def test_under_asgi_it_leaves_in_pieces_on_the_requests_own_connection(
    people: SimpleNamespace, make_unit: Callable[..., Unit], as_user: Callable[..., Any]
) -> None:
    """Django gathers a plain iterator whole before an ASGI server sees its first byte."""
    unit, now = make_unit(), clock.now()
    _store(unit, [(n / 60, 0) for n in range(1500)])
    asked = {
        "subjects": [unit.pk],
        "since": (now - timedelta(hours=1)).isoformat(),
        "until": now.isoformat(),
        "format": "csv",
        "reason": "复盘",
    }
    answer = as_user(people.wang).send("/api/tracks/export", asked)

    async def gathered() -> list[bytes]:
        return [piece async for piece in answer]

    pieces = async_to_sync(gathered)()
    assert len(pieces) > 1
    assert b"".join(pieces).count(b"\r\n") == 1 + (TrackExport.objects.get().points or 0)


@pytest.mark.django_db
def test_an_incidents_ways_are_those_of_its_units_while_they_were_its_own(
    people: SimpleNamespace, unit: Unit, make_unit: Callable[..., Unit], as_user: Callable[..., Any]
) -> None:
    other = make_unit("没有出动的队")
    incident = open_incident(actor=people.wang.actor, type="11G01", lon=113.58, lat=23.54, place="良口镇")
    assert as_user(people.wang).send("/api/tracks/export", {"incident": incident.pk, "format": "gpx", "reason": "复盘"}).status_code == 422
    assign_unit(actor=people.wang.actor, name="王值班", incident_id=incident.pk, unit_id=unit.pk, task="出动")
    _store(unit, [(30, 0), (0, 0)])
    _store(other, [(0, 0)])
    answer = as_user(people.wang).send("/api/tracks/export", {"incident": incident.pk, "format": "gpx", "reason": "复盘"})
    assert answer.status_code == 200, answer.content.decode()
    root = ElementTree.fromstring(answer.getvalue())
    assert [track.findtext(f"{GPX}name") for track in root.findall(f"{GPX}trk")] == [unit.subject.label]
    assert len(root.findall(f".//{GPX}trkpt")) <= 1, "where it was before its order is not this incident's"


@pytest.mark.django_db
def test_the_page_takes_what_a_card_of_the_desk_hands_over(people: SimpleNamespace, unit: Unit, client: Any) -> None:
    client.force_login(people.wang)
    assert "行踪属于个人信息" in client.get(f"/exchange/tracks/?subject={unit.pk}").content.decode()
    refused = client.post(
        "/exchange/tracks/", {"subject": unit.pk, "since": "2026-11-20T08:00", "until": "2026-11-20T09:00", "format": "gpx", "reason": ""}
    )
    assert refused.status_code == 422
    taken = client.post(
        "/exchange/tracks/",
        {"subject": unit.pk, "since": "2026-11-20T08:00", "until": "2026-11-20T09:00", "format": "gpx", "reason": "复盘"},
    )
    assert (taken.status_code, taken["Content-Type"]) == (200, "application/gpx+xml")
    assert ElementTree.fromstring(taken.getvalue()).find(f"{GPX}metadata/{GPX}desc") is not None
    assert TrackExport.objects.get().since == datetime.fromisoformat("2026-11-20T08:00+08:00")
    assert client.post("/exchange/tracks/", {"incident": "没有", "format": "gpx", "reason": "复盘"}).status_code == 404
