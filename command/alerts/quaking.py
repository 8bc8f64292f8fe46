"""earthquake report → **quaking** → alarm, roll call of the districts it reached, quick check: begun by a rule, once per quake, each on its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Length
from django.utils.timezone import localtime

from command.alerts.records import Quake
from command.alerts.shaking import felt_in, reach_km
from command.duty.records import DutyRollCall
from command.duty.roll_calls import speakers_of, start_roll_call
from command.plans.checking import open_check
from devices.feeds.models import Feed
from devices.feeds.readers.reading import Observation
from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.system import system_alarm
from realtime import clock
from realtime.areas.models import DISTRICT, Area
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

ACTOR, NAME = "rule:quake", "地震速报"
TYPE = "11C02"
log = logging.getLogger(__name__)


def take_quakes(feed: Feed, observations: Sequence[Observation]) -> None:
    """Registered with the feeds. An old one of a list that is read for the first time calls nobody."""
    rows = [row for row in observations if row.layer == "earthquake"]
    if not rows:
        return
    oldest = clock.now() - timedelta(minutes=float(rule("alerts.quake_fresh_min")))
    for row in rows:
        if row.at >= oldest:
            _take(row)


def _take(row: Observation) -> None:
    """A revised report changes the figures; what it reaches besides is called then, nothing twice."""
    magnitude = float(row.attributes["magnitude"])
    felt = felt_in(row.lon, row.lat, reach_km(magnitude, rule("alerts.quake")), _seats())
    with act(ACTOR):
        quake = Quake.objects.select_for_update().filter(code=row.code).first()
        known = set(quake.felt) if quake else set()
        quake = quake or Quake(code=row.code, felt=[])
        new = [code for code in felt if code not in known]
        quake.name, quake.at, quake.lon, quake.lat, quake.magnitude = row.name[:120], row.at, row.lon, row.lat, magnitude
        quake.depth_km, quake.felt = row.attributes.get("depth_km"), [*quake.felt, *new]
        quake.save()
        if new:
            _try(quake, lambda: _alarm(quake))
            _try(quake, lambda: _roll_call(quake, new))
            _try(quake, lambda: _check(quake, new))
            quake.save()


def _seats() -> list[tuple[str, float, float]]:
    rows = Area.objects.under(settings.CITY).annotate(digits=Length("code")).filter(digits=DISTRICT).exclude(lon=None)
    return [(code, lon, lat) for code, lon, lat in rows.values_list("code", "lon", "lat") if lon is not None and lat is not None]


def _try(quake: Quake, step: Callable[[], None]) -> None:
    """The alarm does not wait for the roll call, nor the roll call for the check: what could not begin is said."""
    try:
        with act(ACTOR):
            step()
    except Problem as problem:
        log.warning("quake %s: %s", quake.code, problem)
        system_alarm("quake", quake.pk, f"{quake.name}地震后的自动处置未能开始:{problem.detail}")


def _words(quake: Quake) -> str:
    depth = f",震源深度 {quake.depth_km:g} 千米" if quake.depth_km is not None else ""
    return f"{quake.name}发生 {quake.magnitude:g} 级地震{depth}"


def _alarm(quake: Quake) -> None:
    """Where it was, under the nearest district that it reached."""
    strong = quake.magnitude >= float(rule("alerts.quake_critical"))
    alarm = raise_alarm(
        actor=ACTOR, source="sensor", urgency="critical" if strong else "urgent", type=TYPE, lon=quake.lon, lat=quake.lat, area=quake.felt[0],
        place=quake.name, text=_words(quake), device=f"quake:{quake.code}"[:100], occurred_at=quake.at, key=f"quake:{quake.code}"[:100],
        facts={"magnitude": quake.magnitude, "depth_km": quake.depth_km or 0.0},
    )  # fmt: skip
    quake.alarm_id = alarm.pk


def _roll_call(quake: Quake, districts: Sequence[str]) -> None:
    """One over all its towns; while another of the city is going on, each district gets its own."""
    if not DutyRollCall.objects.filter(area=settings.CITY, state=DutyRollCall.OPEN, exercise_id=None).exists():
        towns = [
            code for code in Area.objects.values_list("code", flat=True).filter(code__regex=r"^\d{9}$") if code[:DISTRICT] in districts
        ]
        begun = [start_roll_call(actor=ACTOR, name=NAME, area=settings.CITY, kind=DutyRollCall.SPOT, areas=towns or districts)]
    else:
        begun = [start_roll_call(actor=ACTOR, name=NAME, area=code, kind=DutyRollCall.SPOT) for code in districts]
    quake.roll_calls = list(dict.fromkeys([*quake.roll_calls, *(one.pk for one in begun)]))


def _check(quake: Quake, districts: Sequence[str]) -> None:
    """One list of tasks per quake: the city's departments and who speaks for each district."""
    if quake.check_id is not None:
        return
    asked = rule("alerts.quake_check")
    persons = speakers_of(list(districts))
    event = open_check(
        actor=ACTOR, name=NAME, title=f"{quake.name} {quake.magnitude:g} 级地震快速排查"[:120], place=quake.name[:80],
        happened_on=localtime(quake.at).date(), lesson=str(asked["text"]), area=settings.CITY,
        due_at=clock.now() + timedelta(minutes=float(asked["due_min"])), persons=list(dict.fromkeys(one.pk for one in persons.values())),
        departments=[str(one) for one in asked["departments"]], source=f"{NAME} {iso(quake.at)}",
    )  # fmt: skip
    quake.check_id = event.pk
