"""Verbs on relay lines: reckon one, lay it on the map with the incident, take it up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from command.forest.records import Relay
from command.forest.relay import FORMULA, Hose, Impossible, Line, Pump, lay
from command.forest.rows import HoseCode, RelayNumbers
from dispatch.distance import great_circle_m
from dispatch.features.models import Feature
from dispatch.incidents.actions import lock_open_incident
from dispatch.incidents.hooks import Moment
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from dispatch.plots.actions import draw_plot, remove_plot
from dispatch.plots.making import make
from dispatch.plots.models import Plot
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log, act, current
from realtime.rules.models import rule


class Wanted(NamedTuple):
    """`None`: as the rule says."""

    lift_m: float
    hose: HoseCode
    flow_lps: float | None = None
    pump_m: float | None = None
    nozzle_m: float | None = None


def reckon(line: Sequence[Sequence[float]], wanted: Wanted, area: str) -> RelayNumbers:
    """From the first point, the water, to the last, the fire."""
    metres = sum(great_circle_m(*a[:2], *b[:2]) for a, b in pairwise(line))
    if metres < 1:
        raise Problem("invalid", "水源和火场不能是同一个点。", where=["line"])
    usual: dict[str, float] = rule("forest.relay", area)
    kind: dict[str, Any] = rule("forest.hoses", area)[wanted.hose]
    hose = Hose(float(kind["s"]), float(kind["metres"]), float(kind["litres"]), float(kind["burst_m"]))
    nozzle = usual["nozzle_m"] if wanted.nozzle_m is None else wanted.nozzle_m
    pump = Pump(wanted.pump_m or usual["pump_m"], usual["use"], usual["inlet_m"])
    try:
        found = lay(
            metres=metres, lift_m=wanted.lift_m, flow_lps=wanted.flow_lps or usual["flow_lps"], nozzle_m=nozzle, slack=usual["slack"],
            hose=hose, pump=pump, fill_lps=usual["fill_lps"],
        )  # fmt: skip
    except Impossible as error:
        raise Problem("impossible_line", str(error), where=["line"]) from None
    return _numbers(found, metres, nozzle, hose, usual["slack"])


def _numbers(found: Line, metres: float, nozzle: float, hose: Hose, slack: float) -> RelayNumbers:
    """Places are metres on the map: the ground's slack is taken out again."""
    at = [min(round(leg.first * hose.metres / slack), round(metres)) for leg in found.legs]
    ends = [*at[1:], round(metres)]
    return {
        "metres": round(metres), "hose_metres": round(found.hose_metres), "hoses": found.hoses, "pumps": found.pumps,
        "loss_per_hose_m": round(found.per_hose_m, 2), "loss_m": round(found.loss_m, 1), "lift_m": round(found.lift_m, 1), "nozzle_m": nozzle,
        "total_m": round(found.loss_m + found.lift_m + nozzle, 1), "at_m": at,
        "legs": [
            {
                "from_m": start, "to_m": end, "hoses": leg.hoses, "loss_m": round(leg.loss_m, 1), "lift_m": round(leg.lift_m, 1),
                "left_m": round(leg.left_m, 1),
            }
            for leg, start, end in zip(found.legs, at, ends, strict=True)
        ],
        "burst": found.highest_m > hose.burst_m, "fill_s": round(found.fill_s), "formula": FORMULA,
    }  # fmt: skip


def lay_relay(
    *, actor: str, name: str, incident_id: int, line: Sequence[Sequence[float]], wanted: Wanted, water_id: int | None = None, water_name: str = "",
) -> Relay:  # fmt: skip
    with act(actor):
        incident = lock_open_incident(incident_id)
        water = Feature.objects.filter(pk=water_id, layer__in=("water_source", "reservoir")).first() if water_id else None
        if water_id and water is None:
            raise Problem("not_found", "没有这个水源。", where=["water"])
        numbers = reckon(line, wanted, incident.area)
        title = f"接力供水 {numbers['pumps']} 泵 {numbers['hoses']} 盘"
        plot = draw_plot(
            actor=actor, name=name, kind="line", symbol="hose", made=make("line", {"type": "LineString", "coordinates": [list(p) for p in line]}),
            title=title, incident_id=incident.pk,
            text=f"{water.name if water else water_name}至火场 {numbers['metres']} 米,高差 {numbers['lift_m']:g} 米;泵位 {'、'.join(str(m) for m in numbers['at_m'])} 米处"[:200],
        )  # fmt: skip
        with act(actor, incident.exercise_id) as log:
            relay = Relay.objects.create(
                incident=incident, area=incident.area, water=water, water_name=(water.name if water else water_name.strip()) or "取水点", plot=plot.pk,
                metres=numbers["metres"], lift_m=wanted.lift_m, flow_lps=wanted.flow_lps or float(rule("forest.relay", incident.area)["flow_lps"]),
                hose=wanted.hose, hoses=numbers["hoses"], pumps=numbers["pumps"], loss_m=numbers["loss_m"], total_m=numbers["total_m"],
                at_m=numbers["at_m"], by=actor, by_name=name,
            )  # fmt: skip
            relay.refresh_from_db()
            tell(log, relay.streams, "relay.laid", None, relay.row(), area=incident.area)
    return relay


def end_relay(*, actor: str, name: str, relay_id: int) -> Relay:
    """Taken up; its line leaves the map, its numbers stay with the incident."""
    found = Relay.objects.select_related("incident").filter(pk=relay_id).first()
    if found is None:
        raise Problem("not_found", "没有这条供水线。")
    with act(actor, found.incident.exercise_id) as log:
        relay = Relay.objects.select_for_update(of=("self",)).select_related("incident").get(pk=relay_id)
        if relay.ended_at is not None:
            raise Problem("wrong_state", "这条供水线已收。")
        _end(log, relay)
        if relay.plot and Plot.objects.filter(pk=relay.plot, ended_at=None).exists():
            remove_plot(actor=actor, name=name, plot_id=relay.plot)
    return relay


def _end(log: Log, relay: Relay) -> None:
    """The incident keeps it, the board does not."""
    before = relay.row()
    relay.ended_at = clock.now()
    relay.save(update_fields=["ended_at"])
    tell(log, [f"incident:{relay.incident_id}"], "relay.ended", before, relay.row(), area=relay.area)
    log.append(f"area:{relay.area}", "relay.left", {"id": relay.pk, "area": relay.area}, area=relay.area)


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """A fire that is over needs no water; its plots leave by themselves. Over a border the lines go along."""
    if moment not in ("closed", "moved"):
        return
    with act(actor, incident.exercise_id) as log:
        for relay in Relay.objects.select_for_update(of=("self",)).filter(incident=incident, ended_at=None):
            if moment == "closed":
                _end(log, relay)
                continue
            before, old = relay.row(), set(relay.streams)
            relay.area = incident.area
            relay.save(update_fields=["area"])
            move_between(log, "relay", before, relay.row(), old, set(relay.streams))


def with_exercise(exercise: int) -> None:
    for relay in Relay.objects.filter(incident__exercise_id=exercise, ended_at=None):
        _end(current(), relay)
