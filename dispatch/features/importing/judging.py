"""row → **judging** → what it would do: add, change, nothing, or which of its cells are wrong and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.conf import settings

from dispatch.features.actions import checked
from dispatch.features.catalogue import Layer, owner_of
from dispatch.features.importing.cells import BadCell, instant, short, value_of
from dispatch.features.importing.knowing import Known, Names
from dispatch.features.importing.mapping import AREA, ATTRIBUTE, CODE, EXTRA, LON, NAME, OBSERVED, PLACE, SOURCE
from dispatch.features.importing.placing import BadPlace, place_of
from dispatch.features.importing.raw import RawRow
from dispatch.features.importing.rows import FeatureCell
from dispatch.features.importing.shifting import DIGITS, Sample
from dispatch.features.models import Feature
from realtime.areas.locate import area_at
from realtime.codes import Problem

Outcome = Literal["add", "change", "same", "bad"]
SAME_PLACE = 1e-6  # degrees, a decimetre: a converted coordinate is never equal to the last bit
DISTRICT = 6
ABROAD = "weather"  # a typhoon, a gauge upstream: what lies outside the city concerns it all the same


@dataclass
class Judged:
    """One row. `values` are ready for the database; `target` is what exists already."""

    row: RawRow
    code: str = ""
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    target: Feature | None = None
    changes: list[str] = field(default_factory=list)
    errors: list[FeatureCell] = field(default_factory=list)
    sample: Sample | None = None

    @property
    def outcome(self) -> Outcome:
        if self.errors:
            return "bad"
        if self.target is None:
            return "add"
        return "change" if self.changes else "same"

    def bad(self, title: str, why: str) -> None:
        self.errors.append({"column": title, "value": self.row.cells.get(title, "")[:80], "why": why})


class Judge:
    """Judges the rows of one file against what is there now."""

    def __init__(self, layer: Layer, mapping: dict[str, str], datum: str, area: str, known: Known, names: Names) -> None:
        self.layer, self.mapping, self.datum, self.area, self.known, self.names = layer, mapping, datum, area, known, names
        self.title = {field: title for title, field in mapping.items()}
        self.own = {f"{ATTRIBUTE}{attribute.key}": attribute for attribute in layer.attributes}
        self.seen: dict[str, int] = {}

    def judge(self, row: RawRow) -> Judged:
        judged = Judged(row)
        self._take(judged, CODE, lambda text: short(text, 64))
        self._take(judged, NAME, lambda text: short(text, 120))
        self._take(judged, SOURCE, lambda text: short(text, 60))
        self._take(judged, OBSERVED, instant)
        judged.code, judged.name = judged.values.get("code", ""), judged.values.get("name", "")
        at = self._place(judged)
        judged.target = self.known.find(judged.code, judged.name, at)
        if judged.target is None and not judged.name and not judged.errors:
            judged.bad(self.title.get(NAME, "名称"), "必填")
        if judged.target is None and at is None and not judged.errors:
            judged.bad(self.title.get(LON, "经度"), "没有位置")
        self._district(judged, at)
        self._attributes(judged)
        self._twice(judged)
        if judged.target is not None:
            judged.name = judged.name or judged.target.name
            judged.changes = self._changes(judged, judged.target)
            if owner := owner_of(judged.target.layer, judged.target.code):
                judged.bad(self.title.get(CODE, "编号"), f"由{owner}维护,请在那里修改")
            if judged.target.area and not judged.target.area.startswith(self.area):
                judged.bad(
                    self.title.get(CODE, "编号"),
                    f"该编号属于{self.names.of(judged.target.area)}的{judged.target.name},不在本次导入的范围内",
                )
            judged.sample = (judged.sample[0], (judged.target.lon, judged.target.lat)) if judged.sample else None
        else:
            judged.sample = None
        return judged

    def _take(self, judged: Judged, field: str, parse: Callable[[str], Any]) -> None:
        """An empty cell is "not said": what is stored stays."""
        title = self.title.get(field)
        if title is None or not (text := judged.row.cells.get(title, "")):
            return
        try:
            judged.values[field] = parse(text)
        except BadCell as error:
            judged.bad(title, str(error))

    def _place(self, judged: Judged) -> tuple[float, float] | None:
        try:
            placed = place_of(judged.row, self.title, self.datum)
            if placed is None:
                return None
            geometry = checked(self.layer, placed.shape)
        except BadPlace as error:
            for title, why in error.wrong:
                judged.bad(title, why)
            return None
        except Problem as problem:
            judged.bad("形状" if judged.row.shape else self.title.get(LON, "经度"), problem.detail)
            return None
        point = geometry.geom_type == "Point"
        middle = geometry if point else geometry.representative_point()
        lon, lat = round(middle.x, DIGITS), round(middle.y, DIGITS)
        judged.values |= {"lon": lon, "lat": lat, "shape": None if point else placed.shape}
        judged.sample = (placed.written, (lon, lat)) if placed.written else None
        return lon, lat

    def _district(self, judged: Judged, at: tuple[float, float] | None) -> None:
        written = ""
        if (title := self.title.get(AREA)) and (text := judged.row.cells.get(title, "")):
            try:
                written = self.names.code(text)
            except BadCell as error:
                judged.bad(title, str(error))
                return
        if at is None:
            if written:
                judged.values["area"] = written
            return
        here = area_at(*at)
        where = self.title.get(LON) or self.title.get(PLACE) or "形状"
        if self.names.has_boundaries and len(here) < DISTRICT and self.layer.group != ABROAD:
            judged.bad(where, "位置不在本市范围内,请核对经纬度和坐标系")
        elif written and len(here) >= DISTRICT and written[:DISTRICT] != here[:DISTRICT]:
            if self.names.beside(written, *at):
                judged.values["area"] = written
            else:
                judged.bad(where, f"位置在{self.names.of(here)},与所填区划{self.names.of(written)}不符")
        else:
            judged.values["area"] = written if written.startswith(here) else here
        area = judged.values.get("area", "")
        if area and not area.startswith(self.area) and not (self.layer.group == ABROAD and self.area == settings.CITY):
            judged.bad(where, f"位置在{self.names.of(area)},不在本次导入的范围({self.names.of(self.area)})内")

    def _attributes(self, judged: Judged) -> None:
        for title, mapped in self.mapping.items():
            text = judged.row.cells.get(title, "")
            if not text:
                continue
            try:
                if attribute := self.own.get(mapped):
                    judged.attributes[attribute.key] = value_of(text, attribute)
                elif mapped == EXTRA:
                    judged.attributes[title] = short(text, 500)
            except BadCell as error:
                judged.bad(title, str(error))

    def _twice(self, judged: Judged) -> None:
        if judged.code in self.seen:
            judged.bad(self.title.get(CODE, "编号"), f"与第 {self.seen[judged.code]} 行重复")
        elif judged.code:
            self.seen[judged.code] = judged.row.number

    def _changes(self, judged: Judged, target: Feature) -> list[str]:
        """Titles of what differs from what is stored."""
        changed = [
            self.title.get(key, key)
            for key in ("name", "area", "source")
            if key in judged.values and judged.values[key] != getattr(target, key)
        ]
        observed: datetime | None = judged.values.get(OBSERVED)
        if observed is not None and observed != target.observed_at:
            changed.append(self.title[OBSERVED])
        if "lon" in judged.values and (
            abs(judged.values["lon"] - target.lon) > SAME_PLACE
            or abs(judged.values["lat"] - target.lat) > SAME_PLACE
            or not _alike(judged.values["shape"], target.shape)
        ):
            changed.append("位置")
        named = {attribute.key: attribute.name for attribute in self.layer.attributes}
        changed += [named.get(key, key) for key, value in judged.attributes.items() if target.attributes.get(key) != value]
        return changed if target.active else [*changed, "重新启用"]


def _alike(a: Any, b: Any) -> bool:
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(_alike(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, int | float) and isinstance(b, int | float):
        return abs(a - b) <= SAME_PLACE
    if isinstance(a, dict) and isinstance(b, dict):
        return a.get("type") == b.get("type") and _alike(a.get("coordinates"), b.get("coordinates"))
    return bool(a == b)
