"""incident → **picture** → SVG: the map on a paper – districts, towns, plots, teams, the point – as it stands now, drawn from our own rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from math import cos, radians
from typing import Any, NamedTuple

import shapely

from devices.tracks.models import LastFix
from dispatch.incidents.models import Incident
from dispatch.plots.models import Plot
from realtime.areas.models import TOWN, Area

WIDTH, HEIGHT = 900, 560  # of the drawing; the paper scales it
REACH_KM, MOST_KM = 6.0, 25.0  # around the point, and how far plots may widen that
KM_PER_DEGREE = 111.32
FONT = "Noto Serif SC, Noto Serif CJK SC, serif"


class Frame(NamedTuple):
    """Equirectangular around the point: good for a page of some ten kilometres."""

    lon: float
    lat: float
    km: float  # half of the height

    @property
    def box(self) -> tuple[float, float, float, float]:
        up = self.km / KM_PER_DEGREE
        side = up * WIDTH / HEIGHT / cos(radians(self.lat))
        return self.lon - side, self.lat - up, self.lon + side, self.lat + up

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        west, south, east, north = self.box
        return (lon - west) / (east - west) * WIDTH, (north - lat) / (north - south) * HEIGHT

    @property
    def scale_px(self) -> float:
        """Of one kilometre."""
        return HEIGHT / (2 * self.km)


def picture_of(incident: Incident) -> str:
    plots = list(Plot.objects.filter(incident_id=incident.pk).order_by("pk"))
    shapes = [shapely.from_geojson(json.dumps(plot.shape)) for plot in plots]
    frame = _frame(incident, shapes)
    view = shapely.box(*frame.box)
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#eef3f7"/>']
    parts += _districts(frame, view)
    parts += _towns(frame)
    for plot, shape in zip(plots, shapes, strict=True):
        parts += _plot(frame, view, plot, shape)
    parts += _teams(frame, incident)
    parts += _incident(frame, incident)
    parts += _legend(frame)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-family="{FONT}">'
    return (
        head
        + "".join(parts)
        + f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" fill="none" stroke="#333" stroke-width="2"/></svg>'
    )


def _frame(incident: Incident, shapes: Iterable[Any]) -> Frame:
    km = REACH_KM
    squeeze = cos(radians(incident.lat))
    for shape in shapes:
        west, south, east, north = shape.bounds
        aside = max(abs(west - incident.lon), abs(east - incident.lon)) * KM_PER_DEGREE * squeeze * HEIGHT / WIDTH
        upward = max(abs(south - incident.lat), abs(north - incident.lat)) * KM_PER_DEGREE
        km = max(km, 1.15 * aside, 1.15 * upward)
    return Frame(incident.lon, incident.lat, min(km, MOST_KM))


def _districts(frame: Frame, view: Any) -> Iterator[str]:
    for area in Area.objects.exclude(boundary=""):
        shape = shapely.from_geojson(area.boundary)
        if not shape.intersects(view):
            continue
        inside = shapely.intersection(shape.buffer(0), view).simplify(frame.km / KM_PER_DEGREE / 400)
        yield f'<path d="{_path(frame, inside)}" fill="#fdfdfb" stroke="#8c8c8c" stroke-width="1.6" stroke-dasharray="9 4 2 4"/>'
        x, y = _beside(frame, inside)
        yield _text(frame, x, y, area.name, size=22, fill="#a6a6a6")


def _beside(frame: Frame, inside: Any) -> tuple[float, float]:
    """Where a district's name stands: in the middle of what is seen of it, but not under the incident."""
    west, south, east, north = frame.box
    wide, high = east - west, north - south
    middle = inside.representative_point()
    if abs(middle.x - frame.lon) > wide / 5 or abs(middle.y - frame.lat) > high / 5:
        return middle.x, middle.y
    corners = [(west + wide * x, south + high * y) for x in (0.12, 0.85) for y in (0.85, 0.2)]
    return next((spot for spot in corners if inside.contains(shapely.Point(*spot))), (middle.x, middle.y))


def _towns(frame: Frame) -> Iterator[str]:
    west, south, east, north = frame.box
    found = Area.objects.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    for area in found:
        if len(area.code) == TOWN and area.lon is not None and area.lat is not None:
            x, y = frame.at(area.lon, area.lat)
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#fff" stroke="#555" stroke-width="1.5"/>'
            yield _text(frame, area.lon, area.lat, area.name, size=18, fill="#333", dy=-9)


def _plot(frame: Frame, view: Any, plot: Plot, shape: Any) -> Iterator[str]:
    seen = shapely.intersection(shape if shape.is_valid else shape.buffer(0), view)
    if seen.is_empty:
        return
    colour = "#c0392b"
    if seen.geom_type == "Point":
        x, y = frame.at(seen.x, seen.y)
        yield f'<path d="M{x:.1f} {y - 8:.1f}l8 8-8 8-8-8z" fill="#fff" stroke="{colour}" stroke-width="2.5"/>'
    elif "Polygon" in seen.geom_type or seen.geom_type == "GeometryCollection":
        yield f'<path d="{_path(frame, seen)}" fill="{colour}" fill-opacity="0.13" stroke="{colour}" stroke-width="2.5"/>'
    else:
        yield f'<path d="{_path(frame, seen)}" fill="none" stroke="{colour}" stroke-width="3"/>'
    if plot.name:
        spot, top = seen.representative_point(), seen.bounds[3]  # over it: in its middle often stands the incident
        below_edge = frame.at(spot.x, top)[1] > 30
        yield _text(frame, spot.x, top, plot.name, size=17, fill=colour, dy=-12 if below_edge else 22)


def _teams(frame: Frame, incident: Incident) -> Iterator[str]:
    held = list(incident.assignments.filter(state="open").select_related("unit").order_by("pk"))
    fixes = {fix.subject_id: fix for fix in LastFix.objects.filter(subject_id__in=[row.unit.subject_id for row in held])}
    west, south, east, north = frame.box
    for row in held:
        fix = fixes.get(row.unit.subject_id)
        lon, lat = (fix.lon, fix.lat) if fix is not None else (row.unit.lon, row.unit.lat)
        if lon is None or lat is None or not (west < lon < east and south < lat < north):
            continue
        x, y = frame.at(lon, lat)
        yield f'<rect x="{x - 7:.1f}" y="{y - 5:.1f}" width="14" height="10" fill="#1f5fa8" stroke="#fff" stroke-width="1.5"/>'
        yield _text(frame, lon, lat, f"{row.unit.name} {row.unit.headcount}人", size=16, fill="#1f5fa8", dy=20)


def _incident(frame: Frame, incident: Incident) -> Iterator[str]:
    x, y = frame.at(incident.lon, incident.lat)
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="none" stroke="#d40000" stroke-width="3"/><circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#d40000"/>'
    yield _text(frame, incident.lon, incident.lat, incident.place or incident.number, size=20, fill="#d40000", dy=34)


def _legend(frame: Frame) -> Iterator[str]:
    km = next((step for step in (10, 5, 2, 1) if step * frame.scale_px < WIDTH / 3), 1)
    length, y = km * frame.scale_px, HEIGHT - 22
    yield f'<path d="M24 {y - 6}v6h{length:.1f}v-6" fill="none" stroke="#222" stroke-width="2"/><text x="{30 + length:.1f}" y="{y}" font-size="16" fill="#222">{km} 公里</text>'
    yield f'<path d="M{WIDTH - 34} 58l10 -34 10 34 -10 -8z" fill="#222"/><text x="{WIDTH - 30}" y="78" font-size="16" fill="#222">北</text>'


def _text(frame: Frame, lon: float, lat: float, words: str, *, size: int, fill: str, dy: float = 0) -> str:
    x, y = frame.at(lon, lat)
    halo = 'stroke="#fff" stroke-width="4" stroke-linejoin="round" fill="#fff"'
    said = f'x="{x:.1f}" y="{y + dy:.1f}" font-size="{size}" text-anchor="middle"'
    return f'<text {said} {halo}>{escape(words)}</text><text {said} fill="{fill}">{escape(words)}</text>'


def _path(frame: Frame, shape: Any) -> str:
    """Rings and lines of whatever a clip left."""
    if hasattr(shape, "geoms"):
        return "".join(_path(frame, part) for part in shape.geoms)
    if shape.geom_type == "Polygon":
        return "".join(_line(frame, ring.coords) + "Z" for ring in (shape.exterior, *shape.interiors))
    return _line(frame, shape.coords) if shape.geom_type == "LineString" else ""


def _line(frame: Frame, coords: Any) -> str:
    points = (frame.at(lon, lat) for lon, lat, *_ in coords)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
