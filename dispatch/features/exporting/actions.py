"""Verbs on what leaves the house: one, with its record. Protected layers and whole telephone numbers need their right and a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from dispatch.features.catalogue import PROTECTED, Layer, known
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.exporting.columns import DIGITS, Out, moved, titles_for, told
from dispatch.features.exporting.writing import FORMATS, About
from dispatch.features.filtering import filtered
from dispatch.features.finding import matching
from dispatch.features.importing.models import FeatureExport
from dispatch.features.importing.raw import Geometry
from dispatch.features.models import Feature
from dispatch.features.querying import protected_of, seen
from dispatch.masking import masked_phone
from realtime import clock
from realtime.accounts.may import READ, Caller
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.datum import DATUMS, from_wgs84
from realtime.log import act
from realtime.rules.models import rule

REVEAL = "phone.reveal"
SHORTEST = 2  # characters: 核查 is a reason, a dot is none
UNCLASSIFIED = "本系统为非涉密系统,严禁处理、传输涉密信息。"


class Taken(NamedTuple):
    record: FeatureExport
    file: bytes
    name: str
    mime: str


def export_features(
    *,
    who: Caller,
    layers: Sequence[str],
    area: str,
    q: str,
    format: str,
    datum: str,
    phones: bool,
    reason: str,
    filters: Sequence[str] = (),
) -> Taken:
    """What this caller sees of these layers in this area, as a file; who took it stays on record."""
    kinds = [_kept_here(key) for key in dict.fromkeys(layers)]
    if not kinds:
        raise Problem("invalid", "请选择图层。", where=["layers"])
    if format not in FORMATS:
        raise Problem("invalid", "请选择文件格式。", where=["format"])
    if datum not in DATUMS:
        raise Problem("invalid", "请选择坐标系。", where=["datum"])
    _permitted(who, kinds, area, phones, reason.strip())
    found = matching(
        q,
        seen([kind.key for kind in kinds], scopes=who.scopes, protected=protected_of(who)).filter(filtered(filters), area__startswith=area),
    )
    most = int(rule("features.export_rows", area))
    if (count := found.count()) > most:
        raise Problem("invalid", f"共 {count} 条,一次最多导出 {most} 条,请缩小范围。", where=["layers"])
    with act(who.actor) as log:
        record = FeatureExport.objects.create(
            layers=[kind.key for kind in kinds], area=area, q=q[:60], filters=list(filters), format=format, datum=datum, phones=phones, reason=reason.strip()[:200],
            count=count, by=who.actor, by_name=who.name,
        )  # fmt: skip
        log.append(
            record.stream, "feature_export.made",
            {"id": record.pk, "layers": record.layers, "area": area, "count": count, "phones": phones}, area=area,
        )  # fmt: skip
    names = dict(Area.objects.values_list("code", "name"))
    title = "、".join(kind.name for kind in kinds[:3]) + (f"等{len(kinds)}个图层" if len(kinds) > 3 else "")
    about = About(title, _notes(record, names, title))
    file = FORMATS[format].write(_rows(found, kinds, record, names), titles_for(kinds), about)
    return Taken(record, file, f"{names.get(area, area)}-{title}-{DATUMS[datum].partition('(')[0]}.{format}", FORMATS[format].mime)


def _kept_here(key: str) -> Layer:
    if not known(key):
        raise Problem("invalid", f"没有图层“{key}”。", where=["layers"])
    found = layer_of(key)
    if found.origin != "features":
        raise Problem("invalid", f"“{found.name}”是业务数据,不在图层里导出。", where=["layers"])
    return found


def _permitted(who: Caller, kinds: Sequence[Layer], area: str, phones: bool, reason: str, filters: Sequence[str] = ()) -> None:
    if not area or not who.may(READ, area):
        raise Problem("forbidden", "对象不在您的辖区内。")
    guarded = [kind for kind in kinds if kind.verb]
    if guarded and not who.may(PROTECTED, area):
        raise Problem("forbidden", f"当前岗位不能查看{'、'.join(kind.name for kind in guarded)}。")
    if phones and not who.may(REVEAL, area):
        raise Problem("forbidden", "当前岗位不能查看完整号码。")
    if (guarded or phones) and len(reason) < SHORTEST:
        raise Problem("invalid", "导出重点防护目标或完整号码须写明事由。", where=["reason"])


def _rows(found: QuerySet[Feature], kinds: Sequence[Layer], record: FeatureExport, names: dict[str, str]) -> list[Out]:
    layers = {kind.key: kind for kind in kinds}
    rows = []
    for feature in found.order_by("layer", "code", "name", "id").iterator(chunk_size=2000):
        kind = layers[feature.layer]
        lon, lat = (round(degree, DIGITS) for degree in from_wgs84(feature.lon, feature.lat, record.datum))
        cells = {
            "图层": kind.name, "编号": feature.code, "名称": feature.name, "区划": names.get(feature.area, feature.area), "经度": lon, "纬度": lat,
            "数据时间": feature.observed_at.isoformat() if feature.observed_at else "", "来源": feature.source,
        }  # fmt: skip
        for attribute in kind.attributes:
            value = feature.attributes.get(attribute.key)
            if attribute.type == "phone" and isinstance(value, str) and not record.phones:
                value = masked_phone(value)
            if value is not None:
                cells[attribute.name] = told(value)
        shape: Geometry | None = feature.shape
        rows.append(Out(cells, lon, lat, moved(shape, record.datum) if shape else None))
    return rows


def _notes(record: FeatureExport, names: dict[str, str], title: str) -> list[str]:
    at = clock.now().astimezone().strftime("%Y-%m-%d %H:%M")
    return [
        f"{names.get(settings.CITY, '')}应急指挥中心 · {title} · {names.get(record.area, record.area)}",
        f"{record.by_name} 于 {at} 导出,共 {record.count} 条,导出记录 {record.pk}",
        f"坐标系 {DATUMS[record.datum]}" + "".join(f";筛选“{said}”" for said in [record.q, *record.filters] if said),
        UNCLASSIFIED,
    ]
