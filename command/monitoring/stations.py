"""objects of the map, registered sensors → **stations** → one list, the one nearest to its threshold first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, cast

from django.db.models import Q

from command.monitoring.models import SensorPast, SensorValue
from command.monitoring.rows import StationKindRow, StationPage, StationRow, StationWhole
from command.monitoring.standing import RANK, Limit, closeness, first, stage_at, thinned
from command.monitoring.station_kinds import BY_LAYER, KINDS, StationKind, kind_of_quantity, kind_of_sensor
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from dispatch.alarms.models import Threshold
from dispatch.alarms.thresholds import thresholds_of
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.models import Feature, FeaturePast
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.rules.models import rule, rules_under

POINTS, WHOLE_POINTS = 48, 400  # of a line in a row; of a page's curve
OBJECT, SENSOR = "f", "s"  # keys: f:<feature>, s:<value>
UNSTAGED = {"warn": "警戒", "sure": "严重"}
GRAVE = ("critical",)  # urgency of a threshold that is a station's second stage


class Station(NamedTuple):
    """One before its line is asked for; `ref` is the object's or the value's number."""

    ref: int
    row: StationRow
    attribute: str


def page(scopes: Sequence[str], *, kind: str = "", limit: int, offset: int = 0) -> StationPage:
    found = [*_objects(scopes), *_sensors(scopes)]
    kinds = _kinds(found)
    wanted = sorted((one for one in found if not kind or one.row["kind"] == kind), key=_order)
    hours = float(rule("monitoring.trend_h"))
    shown = wanted[offset : offset + limit]
    _lines(shown, clock.now() - timedelta(hours=hours), POINTS)
    return {
        "stations": [one.row for one in shown], "total": len(wanted), "beyond": sum(bool(one.row["stage"]) for one in wanted), "kinds": kinds,
        "hours": hours, "at": str(iso(clock.now())),
    }  # fmt: skip


def whole(key: str, hours: int) -> StationWhole:
    """One with its curve; 404 for what does not stand there any more."""
    sort, _, number = key.partition(":")
    pk = int(number) if number.isdigit() and len(number) < 19 else 0
    found = list(_objects([""], pk=pk) if sort == OBJECT else _sensors([""], pk=pk))
    if not found:
        raise Problem("not_found", "没有这个测站。")
    _lines(found, clock.now() - timedelta(hours=hours), WHOLE_POINTS)
    return {**found[0].row, "hours": hours}


def _order(one: Station) -> tuple[int, float, str]:
    return *first(one.row["stage"], one.row["closeness"]), one.row["name"]


def _within(name: str, scopes: Sequence[str]) -> Q:
    return reduce(or_, (Q(**{f"{name}__startswith": scope}) for scope in scopes), Q(pk__in=[]))


# -- objects of the map ------------------------------------------------------------------------------
def _objects(scopes: Sequence[str], *, pk: int | None = None) -> Iterable[Station]:
    rules = {**rules_under("feed."), **rules_under("monitoring.")}
    rows = Feature.objects.filter(_within("area", scopes), layer__in=BY_LAYER, active=True, exercise_id=None)
    if pk is not None:
        rows = rows.filter(pk=pk)
    for one in rows.defer("shape").order_by("pk"):
        station = _object(one, rules)
        if station is not None:
            yield station


def _object(one: Feature, rules: dict[str, Any]) -> Station | None:
    values, kind, attribute = one.attributes, BY_LAYER[one.layer], BY_LAYER[one.layer].attribute
    unit, quantity = kind.unit, attribute
    if one.layer == "sensor":
        kind, unit, quantity = (
            kind_of_sensor(str(values.get("measures") or "")),
            str(values.get("unit") or ""),
            str(values.get("measures") or ""),
        )
    value = values.get(attribute)
    if not _number(value):
        return None
    limits = _limits(one.layer, values, rules)
    span = float(rules["monitoring.span_m"]) if kind.level and unit == "m" else None
    close = closeness(value, limits, span)
    if one.layer == "rain_gauge" and _number(values.get("mm_3h")):  # three hours of rain ring too
        three = [Limit("warn", "", float(rules["feed.rain_3h_mm"])), Limit("sure", "", float(rules["feed.rain_3h_critical_mm"]))]
        close = max(close or 0.0, closeness(values["mm_3h"], three, None) or 0.0)
    # A gauge's own stage has a dead band and is what rang; what came by hand or by a file has none, and its value speaks for itself
    kept = str(values.get("stage") or "")
    stage = max(kept if kept in RANK else "", stage_at(value, limits), key=RANK.__getitem__)
    return Station(one.pk, _row(
        f"{OBJECT}:{one.pk}", kind, name=one.name, area=one.area, lon=one.lon, lat=one.lat, quantity=quantity, value=value, unit=unit,
        at=one.observed_at, max_age_s=layer_of(one.layer).max_age_s or 86_400, stage=stage, close=close, limits=limits,
    ), attribute)  # fmt: skip


def _limits(layer: str, values: dict[str, Any], rules: dict[str, Any]) -> list[Limit]:
    given: list[tuple[str, str, Any]] = []
    match layer:
        case "river_gauge":
            given = [("warn", "警戒水位", values.get("warn_m")), ("sure", "保证水位", values.get("sure_m"))]
        case "reservoir":
            given = [("warn", "汛限水位", values.get("limit_m"))]
        case "rain_gauge":
            given = [("warn", "短时强降雨", rules["feed.rain_1h_mm"])]
        case "waterlog_spot":
            given = [("warn", "警戒", values.get("warn_cm"))]
        case "wind":
            given = [("warn", "8 级风", rules["monitoring.wind_warn_ms"]), ("sure", "10 级风", rules["monitoring.wind_sure_ms"])]
        case "fire_danger":
            given = [("warn", "高火险", rules["monitoring.fire_warn"]), ("sure", "极高火险", rules["monitoring.fire_sure"])]
        case "sensor":
            given = [("warn", "阈值", values.get("limit"))]
    return [Limit(stage, name, float(value)) for stage, name, value in given if _number(value)]


# -- registered sensors ------------------------------------------------------------------------------
def _sensors(scopes: Sequence[str], *, pk: int | None = None) -> Iterable[Station]:
    rows = SensorValue.objects.select_related("terminal__subject").filter(
        _within("terminal__subject__area", scopes), terminal__subject__exercise_id=None
    )
    rows = rows.filter(pk=pk) if pk is not None else rows
    judged = set(Threshold.objects.filter(active=True).values_list("quantity", flat=True))
    kept = [one for one in rows.order_by("pk") if one.quantity in judged or kind_of_quantity(one.quantity).key != "other"]
    places = {fix.pk: (fix.lon, fix.lat) for fix in LastFix.objects.filter(pk__in={one.terminal.subject_id for one in kept})}
    age, span = int(rule("monitoring.sensor_age_s")), float(rule("monitoring.span_m"))
    for one in kept:
        kind = kind_of_quantity(one.quantity)
        limits = _thresholds(one) if one.quantity in judged else []
        lon, lat = places.get(one.terminal.subject_id) or _home(one.terminal)
        subject = one.terminal.subject
        yield Station(one.pk, _row(
            f"{SENSOR}:{one.pk}", kind, name=subject.label, area=subject.area, lon=lon, lat=lat, quantity=one.quantity, value=one.value, unit=one.unit,
            at=one.at, max_age_s=age, stage=stage_at(one.value, limits), close=closeness(one.value, limits, span if kind.level else None), limits=limits,
        ), "")  # fmt: skip


def _thresholds(one: SensorValue) -> list[Limit]:
    rows = [row for row in thresholds_of(one.terminal, one.quantity) if not one.unit or row.unit == one.unit]
    return [Limit("sure" if row.urgency in GRAVE else "warn", row.name, row.value, row.side == Threshold.BELOW) for row in rows]


def _home(terminal: Terminal) -> tuple[float | None, float | None]:
    home = terminal.meta.get("home") or {}
    return (home["lon"], home["lat"]) if "lon" in home and "lat" in home else (None, None)


# -- both --------------------------------------------------------------------------------------------
def _row(
    key: str, kind: StationKind, *, name: str, area: str, lon: float | None, lat: float | None, quantity: str, value: float, unit: str,
    at: datetime | None, max_age_s: int, stage: str, close: float | None, limits: list[Limit],
) -> StationRow:  # fmt: skip
    named = next(
        (limit.name for limit in sorted(limits, key=lambda one: one.value, reverse=True) if limit.stage == stage), UNSTAGED.get(stage, "")
    )
    return cast("StationRow", {
        "key": key, "kind": kind.key, "name": name, "area": area, "lon": lon, "lat": lat, "quantity": quantity, "value": value, "unit": unit, "at": iso(at),
        "max_age_s": max_age_s, "stage": stage, "stage_name": named, "closeness": close,
        "limits": [{"stage": one.stage, "name": one.name, "value": one.value, "below": one.below} for one in limits], "trend": [],
    })  # fmt: skip


def _lines(stations: Sequence[Station], since: datetime, most: int) -> None:
    """The values since then, into their rows; what stood at that moment begins the line."""
    values: dict[tuple[str, int], list[tuple[datetime, float]]] = defaultdict(list)
    objects = {one.ref: one.attribute for one in stations if one.row["key"].startswith(OBJECT)}
    past = FeaturePast.objects.filter(feature_id__in=objects, until__gt=since, observed_at__gt=since).order_by("since")
    for number, at, said in past.values_list("feature_id", "observed_at", "attributes"):
        if at is not None and _number(said.get(objects[number])):
            values[OBJECT, number].append((at, said[objects[number]]))
    sensors = [one.ref for one in stations if one.row["key"].startswith(SENSOR)]
    for number, at, value in (
        SensorPast.objects.filter(sensor__in=sensors, at__gt=since).order_by("at").values_list("sensor_id", "at", "value")
    ):
        values[SENSOR, number].append((at, value))
    for one in stations:
        line = [(str(iso(at)), value) for at, value in values[one.row["key"][0], one.ref]]
        now = one.row["at"]
        if now is not None and (not line or line[-1][0] < now):
            line.append((now, one.row["value"]))
        one.row["trend"] = [{"at": at, "value": value} for at, value in thinned(line, most)]


def _kinds(found: Sequence[Station]) -> list[StationKindRow]:
    rows: list[StationKindRow] = []
    for kind in KINDS:
        mine = [one.row for one in found if one.row["kind"] == kind.key]
        if mine:
            newest = max((row["at"] for row in mine if row["at"]), default=None)
            rows.append(
                {
                    "kind": kind.key,
                    "name": kind.name,
                    "stations": len(mine),
                    "beyond": sum(bool(row["stage"]) for row in mine),
                    "newest_at": newest,
                }
            )
    return rows


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
