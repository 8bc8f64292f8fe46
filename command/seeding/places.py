"""Bases, standby posts and vehicles of the demo city. Invented; where a story needs a place, it is that story's (`cities/`)."""

from __future__ import annotations

from datetime import timedelta

from command.seeding.cities import here
from command.seeding.derived import bases_of, posts_of, vehicles_of
from devices.terminals.actions import register_terminal
from dispatch.teams.fleet import add_vehicle
from dispatch.teams.models import Base, Unit
from dispatch.teams.standby import open_post, order_standby
from realtime import clock

ACTOR = "system"
STANDING_FOR = timedelta(days=30)


def make_bases() -> None:
    Base.objects.bulk_create(
        [Base(code=code, name=name, kind=kind, area=area, lon=lon, lat=lat) for code, name, kind, area, lon, lat in bases_of(here())[0]],
        ignore_conflicts=True,
    )


def make_posts() -> None:
    now = clock.now()
    units = {unit.name: unit for unit in Unit.objects.all()}
    for name, kind, area, lon, lat, team in posts_of(here()):
        post = open_post(actor=ACTOR, name=name, kind=kind, area=area, lon=lon, lat=lat)
        if team in units:
            order_standby(
                actor=ACTOR, unit_id=units[team].pk, post_id=post.pk, from_at=now - timedelta(minutes=1), until_at=now + STANDING_FOR,
                reason="高火险期下沉一线" if kind == "fire" else "汛期值守",
            )  # fmt: skip


def make_vehicles() -> None:
    """Each with a terminal of its own, at home where its team is."""
    units = {unit.name: unit for unit in Unit.objects.all()}
    for number, (plate, kind, seats, team) in enumerate(vehicles_of(here()), 1):
        unit = units.get(team)
        if unit is None:
            continue
        vehicle = add_vehicle(actor=ACTOR, plate=plate, kind=kind, unit_id=unit.pk, capacity=seats)
        register_terminal(
            actor=ACTOR, adapter="radio", external_id=f"V{number:04d}", kind="vehicle", area=unit.area, label=plate, subject=vehicle.subject,
            expected_interval_s=10, meta={"home": {"lon": unit.lon, "lat": unit.lat}},
        )  # fmt: skip
