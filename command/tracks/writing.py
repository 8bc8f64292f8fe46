"""points → **writing** → a file in pieces: GPX 1.1, GeoJSON, CSV. No more than a few thousand points are ever held."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from devices.tracks.reading import Point

PIECE = 64 * 1024
LONGEST = 5_000  # points of one GeoJSON line: its times stand beside it and must be held until it ends
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run when somebody opens the list
DRILL = "演练"


class About(NamedTuple):
    """What stands beside the data: title, when it was made, and lines that say who took it."""

    title: str
    at: datetime
    notes: Sequence[str]


class Stretch:
    """The way of one subject, read as it is written. A silence longer than `gap_ms` parts it."""

    def __init__(self, subject: int, label: str, area: str, exercise: int | None, gap_ms: int, points: Iterable[Point]) -> None:
        self.subject, self.label, self.area, self.exercise, self.gap_s = subject, label, area, exercise, gap_ms / 1000
        self._points = points
        self.count = 0

    def __iter__(self) -> Iterator[tuple[int, Point]]:
        """(number of the part from 1, point)."""
        part, before = 0, None
        for point in self._points:
            if before is None or (point.fixed_at - before).total_seconds() > self.gap_s:
                part += 1
            before = point.fixed_at
            self.count += 1
            yield part, point


class Format(NamedTuple):
    name: str
    mime: str
    write: Callable[[About, Iterable[Stretch]], Iterator[bytes]]


def in_pieces(texts: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def _zulu(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _local(at: datetime) -> str:
    return at.astimezone().isoformat(timespec="milliseconds")


def _plain(text: str) -> str:
    """XML 1.0 has no control characters; a device's name may."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


# -- GPX ---------------------------------------------------------------------------------------------------------------------------------

_GPX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="ecc" xmlns="http://www.topografix.com/GPX/1/1"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v2"'
    ' xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">\n'
)


def _gpx(about: About, stretches: Iterable[Stretch]) -> Iterator[str]:
    yield _GPX
    yield f"<metadata><name>{escape(_plain(about.title))}</name><desc>{escape(_plain(';'.join(about.notes)))}</desc><time>{_zulu(about.at)}</time></metadata>\n"
    for number, stretch in enumerate(stretches, 1):
        kind = f"<type>{DRILL}</type>" if stretch.exercise is not None else ""
        yield f"<trk><name>{escape(_plain(stretch.label))}</name><desc>{escape(_plain(stretch.area))}</desc><number>{number}</number>{kind}"
        within = 0
        for part, point in stretch:
            if part != within:
                yield ("</trkseg>" if within else "") + "<trkseg>\n"
                within = part
            yield _trkpt(point)
        yield "</trkseg></trk>\n" if within else "</trk>\n"
    yield "</gpx>\n"


def _trkpt(p: Point) -> str:
    high = "" if p.alt is None else f"<ele>{p.alt:.1f}</ele>"
    moving = ("" if p.speed is None else f"<t:speed>{p.speed:.2f}</t:speed>") + (
        "" if p.heading is None else f"<t:course>{p.heading:.1f}</t:course>"
    )
    more = f"<extensions><t:TrackPointExtension>{moving}</t:TrackPointExtension></extensions>" if moving else ""
    return f"<trkpt lat={quoteattr(f'{p.lat:.7f}')} lon={quoteattr(f'{p.lon:.7f}')}>{high}<time>{_zulu(p.fixed_at)}</time>{more}</trkpt>\n"


# -- GeoJSON -----------------------------------------------------------------------------------------------------------------------------


def _geojson(about: About, stretches: Iterable[Stretch]) -> Iterator[str]:
    head = json.dumps({"name": about.title, "notes": list(about.notes)}, ensure_ascii=False)[:-1]
    yield f'{head}, "type": "FeatureCollection", "features": ['
    comma = "\n"
    for stretch in stretches:
        held: list[Point] = []
        within = 0
        for part, point in stretch:
            if held and part != within:
                yield comma + _line(stretch, within, held)
                comma, held = ",\n", []
            elif len(held) >= LONGEST:
                yield comma + _line(stretch, within, held)
                comma, held = ",\n", held[-1:]  # the next line begins where this one ends
            within = part
            held.append(point)
        if held:
            yield comma + _line(stretch, within, held)
            comma = ",\n"
    yield "\n]}\n"


def _line(stretch: Stretch, part: int, points: list[Point]) -> str:
    places = [[round(p.lon, 7), round(p.lat, 7), *([] if p.alt is None else [round(p.alt, 1)])] for p in points]
    times = [_local(p.fixed_at) for p in points]
    about = {
        "subject": stretch.subject, "label": stretch.label, "area": stretch.area, "part": part, "drill": stretch.exercise is not None,
        "exercise": stretch.exercise, "coordTimes": times, "speeds_m_s": [p.speed for p in points],
    }  # fmt: skip
    geometry = {"type": "LineString", "coordinates": places} if len(points) > 1 else {"type": "Point", "coordinates": places[0]}
    return json.dumps({"type": "Feature", "properties": about, "geometry": geometry}, ensure_ascii=False, separators=(",", ":"))


# -- CSV ---------------------------------------------------------------------------------------------------------------------------------

TITLES = (
    "对象编号", "对象", "区划", "设备时间(ISO 8601,含时区)", "接收时间(ISO 8601,含时区)", "经度(度,WGS-84)", "纬度(度,WGS-84)", "高程(米)", "相对起飞点高(米)",
    "速度(米/秒)", "航向(度,真北)", "误差半径(米)", "电量(%)", "信号(%)", "终端编号", "段", "迟到", DRILL,
)  # fmt: skip


def _csv(about: About, stretches: Iterable[Stretch]) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(TITLES)
    yield "\ufeff" + out.getvalue()  # Excel reads UTF-8 only with a mark
    for stretch in stretches:
        label = f"'{stretch.label}" if stretch.label.startswith(FORMULA) else stretch.label
        drill = "" if stretch.exercise is None else f"{DRILL} {stretch.exercise}"
        for part, p in stretch:
            out.seek(0)
            out.truncate()
            writer.writerow((
                stretch.subject, label, stretch.area, _local(p.fixed_at), _local(p.received_at), f"{p.lon:.7f}", f"{p.lat:.7f}", _said(p.alt),
                _said(p.elevation), _said(p.speed), _said(p.heading), _said(p.accuracy), _said(p.battery), _said(p.link), p.terminal, part,
                "是" if p.late else "", drill,
            ))  # fmt: skip
            yield out.getvalue()


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


WRITERS = {
    "gpx": Format("GPX 1.1", "application/gpx+xml", lambda about, ways: in_pieces(_gpx(about, ways))),
    "geojson": Format("GeoJSON", "application/geo+json", lambda about, ways: in_pieces(_geojson(about, ways))),
    "csv": Format("CSV", "text/csv; charset=utf-8", lambda about, ways: in_pieces(_csv(about, ways))),
}
