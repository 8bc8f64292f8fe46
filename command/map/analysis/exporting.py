"""what lies around → **exporting** → a list with distances, as CSV or XLSX, on record like every list that leaves the house (U23)."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.conf import settings

from command.map.analysis.asking import Found
from dispatch.features.catalogue import layer
from dispatch.features.exporting.actions import SHORTEST, UNCLASSIFIED, Taken
from dispatch.features.exporting.columns import DIGITS, Out, told
from dispatch.features.exporting.writing import FORMATS, About
from dispatch.features.importing.models import FeatureExport
from dispatch.features.models import Feature
from dispatch.masking import masked_phone
from realtime import clock
from realtime.accounts.may import Caller
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

TITLES = ["图层", "未整改", "距离(米)", "编号", "名称", "区划", "经度", "纬度", "人数", "数据时间", "来源", "属性"]


def export_around(*, who: Caller, area: str, found: Found, said: str, format: str, reason: str) -> Taken:
    """Everything in the widest ring, not only what the screen names; `said` is what was asked, for the record."""
    rows = np.flatnonzero(found.reach <= found.furthest_m)
    most = int(rule("features.export_rows", area))
    if len(rows) > most:
        raise Problem("invalid", f"共 {len(rows)} 条,一次最多导出 {most} 条,请缩小范围。", where=["radii"])
    layers = [found.layers[at] for at in np.unique(found.columns.layer[rows]).tolist()]
    guarded = [layer(key).name for key in layers if layer(key).verb]
    if guarded and len(reason.strip()) < SHORTEST:
        raise Problem("invalid", f"清单中有{'、'.join(guarded)},导出须写明事由。", where=["reason"])
    with act(who.actor) as log:
        record = FeatureExport.objects.create(
            layers=layers, area=area, q=said[:60], format=format, datum="wgs84", reason=reason.strip()[:200], count=len(rows), by=who.actor,
            by_name=who.name,
        )  # fmt: skip
        log.append(
            record.stream, "feature_export.made", {"id": record.pk, "layers": layers, "area": area, "count": len(rows), "phones": False}, area=area
        )  # fmt: skip
    names = dict(Area.objects.values_list("code", "name"))
    at = clock.now().astimezone().strftime("%Y-%m-%d %H:%M")
    notes = [
        f"{names.get(settings.CITY, '')}应急指挥中心 · 周边分析 · {said}", f"{who.name} 于 {at} 导出,共 {len(rows)} 条,导出记录 {record.pk}",
        "坐标系 WGS-84", UNCLASSIFIED,
    ]  # fmt: skip
    file = FORMATS[format].write(_rows(found, rows, names), TITLES, About("周边分析", notes))
    return Taken(record, file, f"周边分析-{said}.{format}", FORMATS[format].mime)


def _rows(found: Found, rows: Any, names: dict[str, str]) -> list[Out]:
    columns = found.columns
    order = np.lexsort((found.reach[rows], -columns.rank[rows], columns.layer[rows]))
    known = Feature.objects.defer("shape").in_bulk(columns.id[rows].tolist())
    out = []
    for row in rows[order].tolist():
        feature = known.get(int(columns.id[row]))
        if feature is None:
            continue
        kind = layer(feature.layer)
        lon, lat = round(feature.lon, DIGITS), round(feature.lat, DIGITS)
        cells = {
            "图层": kind.name, "未整改": "是" if columns.rank[row] else "", "距离(米)": round(float(found.reach[row])), "编号": feature.code,
            "名称": feature.name, "区划": names.get(feature.area, feature.area), "经度": lon, "纬度": lat,
            "人数": round(float(columns.people[row])) or "", "数据时间": feature.observed_at.isoformat() if feature.observed_at else "",
            "来源": feature.source, "属性": _said(feature),
        }  # fmt: skip
        out.append(Out(cells, lon, lat, None))
    return out


def _said(feature: Feature) -> str:
    parts = []
    for attribute in layer(feature.layer).attributes:
        value = feature.attributes.get(attribute.key)
        if value in (None, ""):
            continue
        if attribute.type == "phone" and isinstance(value, str):
            value = masked_phone(value)
        parts.append(f"{attribute.name} {told(value)}{attribute.unit}")
    return ";".join(parts)
