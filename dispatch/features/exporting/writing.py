"""cells and shapes → **writing** → a file: CSV, XLSX, GeoJSON, KML or KMZ. No Django."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from dispatch.features.exporting.columns import Out
from dispatch.features.importing.raw import Geometry

SHAPE = "形状"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run when somebody opens the list


class About(NamedTuple):
    """What stands beside the data: title, and lines that say who took it, when, in which datum."""

    title: str
    notes: Sequence[str]


def _csv(rows: Sequence[Out], titles: Sequence[str], about: About) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*titles, SHAPE])
    for row in rows:
        writer.writerow([*(_harmless(row.cells.get(title, "")) for title in titles), _wkt(row.shape)])
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _xlsx(rows: Sequence[Out], titles: Sequence[str], about: About) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(about.title[:30])
    sheet.freeze_panes = "A2"
    sheet.append([*titles, SHAPE])
    for row in rows:
        sheet.append([_cell(sheet, row.cells.get(title)) for title in titles] + [_cell(sheet, _wkt(row.shape)[:32_000])])
    notes = book.create_sheet("导出说明")
    for line in about.notes:
        notes.append([_cell(notes, line)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    """Text stays text: openpyxl takes a leading = for a formula."""
    if not isinstance(value, str) or not value:
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value))  # what an agency's file or a device brought
    cell.data_type = "s"
    return cell


def _geojson(rows: Sequence[Out], titles: Sequence[str], about: About) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {
                title: value for title in titles if title not in ("经度", "纬度") and (value := row.cells.get(title)) not in (None, "")
            },
            "geometry": row.shape or {"type": "Point", "coordinates": [row.lon, row.lat]},
        }
        for row in rows
    ]
    whole = {"type": "FeatureCollection", "name": about.title, "notes": list(about.notes), "features": features}
    return json.dumps(whole, ensure_ascii=False).encode()


def _kml(rows: Sequence[Out], titles: Sequence[str], about: About) -> bytes:
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
        f"<name>{_text(about.title)}</name><description>{_text(chr(10).join(about.notes))}</description>",
    ]
    for row in rows:
        data = "".join(
            f"<Data name={quoteattr(title)}><value>{_text(value)}</value></Data>"
            for title in titles
            if title not in ("名称", "经度", "纬度") and (value := row.cells.get(title)) not in (None, "")
        )
        shape = _drawn(row.shape or {"type": "Point", "coordinates": [row.lon, row.lat]})
        parts.append(f"<Placemark><name>{_text(row.cells.get('名称', ''))}</name><ExtendedData>{data}</ExtendedData>{shape}</Placemark>\n")
    return "".join([*parts, "</Document></kml>"]).encode()


def _text(value: Any) -> str:
    """XML has no control characters."""
    return escape("".join(char for char in str(value) if char >= " " or char in "\n\t"))


def _kmz(rows: Sequence[Out], titles: Sequence[str], about: About) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("doc.kml", _kml(rows, titles, about))
    return out.getvalue()


def _drawn(shape: Geometry) -> str:
    kind, at = shape["type"], shape["coordinates"]
    if kind.startswith("Multi"):
        return f"<MultiGeometry>{''.join(_drawn({'type': kind.removeprefix('Multi'), 'coordinates': part}) for part in at)}</MultiGeometry>"
    if kind == "Polygon":
        rings = [
            f"<{side}><LinearRing>{_points(ring)}</LinearRing></{side}>"
            for side, ring in zip(["outerBoundaryIs"] + ["innerBoundaryIs"] * len(at), at, strict=False)
        ]
        return f"<Polygon>{''.join(rings)}</Polygon>"
    return f"<{kind}>{_points([at] if kind == 'Point' else at)}</{kind}>"


def _points(points: Sequence[Sequence[float]]) -> str:
    return f"<coordinates>{' '.join(f'{point[0]},{point[1]}' for point in points)}</coordinates>"


def _wkt(shape: Geometry | None) -> str:
    return "" if shape is None else str(shapely.to_wkt(shapely.geometry.shape(shape), rounding_precision=7))


class Format(NamedTuple):
    name: str
    mime: str
    write: Callable[[Sequence[Out], Sequence[str], About], bytes]


FORMATS = {
    "xlsx": Format("Excel 表格(.xlsx)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "csv": Format("CSV 表格(.csv)", "text/csv; charset=utf-8", _csv),
    "geojson": Format("GeoJSON(.geojson)", "application/geo+json", _geojson),
    "kml": Format("KML(.kml)", "application/vnd.google-earth.kml+xml", _kml),
    "kmz": Format("KMZ(.kmz)", "application/vnd.google-earth.kmz", _kmz),
}
