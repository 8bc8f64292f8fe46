"""Verbs on uploaded files: preview one, name its columns anew, apply it. A bad row costs no good row, and nothing goes in by halves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import IntegrityError

from dispatch.features.actions import layer_for, touch_layers
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.importing.judging import Judge, Judged
from dispatch.features.importing.knowing import Known, Names
from dispatch.features.importing.mapping import LAT, LON, PLACE, checked, guess
from dispatch.features.importing.models import FeatureSheet
from dispatch.features.importing.raw import RawRow
from dispatch.features.importing.reading import read
from dispatch.features.importing.rows import FeatureSheetPreview, FeatureSheetRow
from dispatch.features.importing.shifting import suspected
from dispatch.features.models import Feature
from dispatch.features.pinyin import initials
from realtime import clock
from realtime.areas.models import Area
from realtime.clock import iso
from realtime.codes import Problem
from realtime.datum import DATUMS
from realtime.log import act
from realtime.rules.models import rule
from realtime.sheets import Unreadable

BATCH = 1000  # rows of one statement
MEGABYTE = 1_000_000
SAMPLES = 50  # objects compared for the datum
WRITTEN = ["name", "initials", "area", "lon", "lat", "shape", "attributes", "source", "datum_in", "observed_at", "active", "changed_at"]


@dataclass
class Whole:
    """A sheet with every row judged."""

    sheet: FeatureSheet
    judged: list[Judged]

    def count(self, outcome: str) -> int:
        return sum(one.outcome == outcome for one in self.judged)


def preview_features(*, actor: str, layer: str, name: str, data: bytes, datum: str, area: str) -> FeatureSheetPreview:
    """Read and judged, kept for whoever says yes; nothing else changes."""
    kind = layer_for(layer)
    if datum not in DATUMS:
        raise Problem("invalid", "请选择坐标系。", where=["datum"])
    if not Area.objects.filter(pk=area).exists():
        raise Problem("invalid", f"没有区划 {area}。", where=["area"])
    most = float(rule("features.import_mb", area))
    if len(data) > most * MEGABYTE:
        raise Problem("too_large", f"文件超过 {most:g} MB,请分批导入。", where=["file"])
    try:
        raw = read(name, data, int(rule("features.import_rows", area)))
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from None
    with act(actor):
        sheet = FeatureSheet.objects.create(
            layer=layer,
            name=name[-120:],
            datum=datum,
            area=area,
            titles=raw.titles,
            mapping=guess(raw.titles, kind),
            rows=raw.rows,
            by=actor,
        )
    return read_sheet(sheet)


def remap_features(*, actor: str, sheet_id: int, datum: str, mapping: Mapping[str, str]) -> FeatureSheetPreview:
    """Somebody knows better what a column means, or which datum it is in."""
    if datum not in DATUMS:
        raise Problem("invalid", "请选择坐标系。", where=["datum"])
    with act(actor):
        sheet = _open(sheet_id)
        sheet.datum, sheet.mapping = datum, checked(mapping, sheet.titles, layer_of(sheet.layer))
        sheet.save(update_fields=["datum", "mapping"])
    return read_sheet(sheet)


def read_sheet(sheet: FeatureSheet) -> FeatureSheetPreview:
    """As it would be applied now; once applied, as it was."""
    if sheet.result is not None:
        return cast("FeatureSheetPreview", sheet.result)
    return _preview(_judge(sheet))


def apply_features(*, actor: str, sheet_id: int) -> FeatureSheetPreview:
    """Judged again, because somebody may have changed things since the preview; all of what is good goes in, or nothing."""
    try:
        with act(actor) as log:
            sheet = _open(sheet_id)
            whole = _judge(sheet)
            now = clock.now()
            touched = _write(whole, now)
            sheet.applied_at = now
            sheet.result = result = _preview(whole)
            sheet.save(update_fields=["applied_at", "result"])
            log.append(
                sheet.stream, "feature_sheet.imported",
                {"id": sheet.pk, "layer": sheet.layer, "area": sheet.area, "add": result["add"], "change": result["change"]}, area=sheet.area,
            )  # fmt: skip
            touch_layers(log, touched)
    except IntegrityError:
        raise Problem("wrong_state", "检查之后数据有了变化,一条也没有导入。请再确认一次。") from None
    return result


def _open(sheet_id: int) -> FeatureSheet:
    sheet = FeatureSheet.objects.select_for_update().filter(pk=sheet_id).first()
    if sheet is None:
        raise Problem("not_found", "没有这份文件。")
    if sheet.applied_at is not None:
        raise Problem("wrong_state", f"这份文件已于 {iso(sheet.applied_at)} 导入。")
    return sheet


def _judge(sheet: FeatureSheet) -> Whole:
    judge = Judge(layer_of(sheet.layer), sheet.mapping, sheet.datum, sheet.area, Known(sheet.layer), Names())
    return Whole(sheet, [judge.judge(RawRow(*row)) for row in sheet.rows])


def _write(whole: Whole, now: Any) -> set[tuple[str, str]]:
    """Which areas of the layer changed."""
    sheet = whole.sheet
    added, changed, touched = [], [], set()
    for one in whole.judged:
        if one.outcome == "add":
            feature = Feature(layer=sheet.layer, source=one.values.pop("source", "") or f"导入:{sheet.name}"[:60])
            added.append(feature)
        elif one.outcome == "change" and one.target is not None:
            feature = one.target
            touched.add((feature.area, sheet.layer))
            changed.append(feature)
        else:
            continue
        for key, value in one.values.items():
            setattr(feature, key, value)
        if "lon" in one.values:
            feature.datum_in = sheet.datum
        feature.attributes = {**feature.attributes, **one.attributes}
        feature.initials, feature.active, feature.changed_at = initials(feature.name), True, now
        touched.add((feature.area, sheet.layer))
    Feature.objects.bulk_create(added, batch_size=BATCH)
    Feature.objects.bulk_update(changed, WRITTEN, batch_size=BATCH)
    return touched


def _preview(whole: Whole) -> FeatureSheetPreview:
    sheet, judged = whole.sheet, whole.judged
    samples = [one.sample for one in judged if one.sample is not None and one.code][:SAMPLES]
    placing = [title for title, field in sheet.mapping.items() if field in (LON, LAT, PLACE)]
    return {
        "id": sheet.pk, "layer": sheet.layer, "name": sheet.name, "datum": sheet.datum, "area": sheet.area, "titles": sheet.titles,
        "mapping": sheet.mapping, "samples": _samples(sheet), "warning": suspected(samples, sheet.datum, placing),
        "add": whole.count("add"), "change": whole.count("change"), "same": whole.count("same"), "bad": whole.count("bad"),
        "applied_at": iso(sheet.applied_at), "rows": [_row(one) for one in judged],
    }  # fmt: skip


def _samples(sheet: FeatureSheet) -> dict[str, str]:
    """The first words of each column, so that its meaning can be seen."""
    found: dict[str, str] = {}
    for _, cells, _ in sheet.rows:
        for title, text in cells.items():
            found.setdefault(title, text[:40])
        if len(found) == len(sheet.titles):
            break
    return found


def _row(one: Judged) -> FeatureSheetRow:
    return {
        "line": one.row.number, "code": one.code, "name": one.name, "outcome": one.outcome, "lon": one.values.get("lon"),
        "lat": one.values.get("lat"), "changes": one.changes, "errors": one.errors,
    }  # fmt: skip
