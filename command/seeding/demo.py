"""The demo city: teams, their terminals, people to sign in as, one wall. Which city: `cities/`. Refused when MODE=duty."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from command.people.actions import give_post
from command.seeding.cities import here
from command.seeding.cities.city import City
from command.seeding.cities.guangzhou import CITY as GUANGZHOU
from command.seeding.contacts import make_contacts, make_farm
from command.seeding.depots import make_depots
from command.seeding.derived import drones_of
from command.seeding.dossiers import make_dossiers
from command.seeding.drills import make_drills
from command.seeding.duty import make_roster
from command.seeding.experts import make_experts
from command.seeding.feeds import make_feeds
from command.seeding.forces import make_forces
from command.seeding.forest import make_forest
from command.seeding.four_levels import make_four_levels
from command.seeding.hazards import make_hazards
from command.seeding.history import make_history
from command.seeding.indicators import make_indicators
from command.seeding.inspections import make_inspections
from command.seeding.liaisons import make_liaisons
from command.seeding.loudspeakers import make_loudspeakers
from command.seeding.map_objects import make_map_objects
from command.seeding.opinion import make_opinion
from command.seeding.other_wires import make_other_wires
from command.seeding.places import make_bases, make_posts, make_vehicles
from command.seeding.teams import teams
from command.seeding.vulnerable import make_vulnerable
from command.wall.actions import add_wall
from command.wall.models import Wall
from devices.terminals.models import Binding, Subject, Terminal
from devices.video.actions import add_link
from devices.video.models import VideoLink
from dispatch.contacts.models import Person
from dispatch.supplies.mapping import show_missing
from dispatch.teams.models import Base, Member, Unit
from realtime.accounts.models import Token, User
from realtime.accounts.tokens import digest
from realtime.log import act

ACTOR = "system"
PASSWORD = "demo-2026-ecc"
PIN = "2468"
LEADER, MEMBER = "duizhang", "duiyuan"
WALL_NAME = "指挥大厅主屏"
DOCKS = 3  # the first ones stand in a dock


def _roster() -> None:
    make_roster(ACTOR)


def _forest() -> None:
    make_forest(ACTOR)


def _forces() -> None:
    make_forces(ACTOR)


# Each is safe to run again. What every city has, and what only the model city's stories need.
EVERYWHERE: tuple[Callable[[], object], ...] = (
    make_liaisons,
    make_loudspeakers,
    make_map_objects,
    make_experts,
    make_dossiers,
    make_hazards,
    make_inspections,
    _roster,
    make_opinion,
    _forest,
    _forces,
)
MODEL: tuple[Callable[[], object], ...] = (
    make_farm, make_four_levels, make_liaisons, make_loudspeakers, make_other_wires, make_map_objects, make_vulnerable, make_experts, make_dossiers,
    make_hazards, make_inspections, make_indicators, _roster, make_opinion, _forest, _forces, make_drills,
)  # fmt: skip


def load_demo() -> None:
    """Idempotent; everything it makes is marked by its own codes and names."""
    city = here()
    makers = MODEL if city is GUANGZHOU else EVERYWHERE
    with transaction.atomic():
        make_depots()
    show_missing()
    make_feeds()
    if Unit.objects.exists():
        if not Person.objects.exists():  # filled before there was a directory
            with act(ACTOR):
                make_contacts()
        for make in makers:
            with act(ACTOR):
                make()
        make_history(city)
        return
    with act(ACTOR):
        make_bases()
        units = _units()
        _terminals(city, units)
        make_vehicles()
        make_posts()
        _people(city)
        make_contacts()
        for make in makers:
            make()
        _links(city)
    make_history(city)
    wall_secret()


def _units() -> list[Unit]:
    made, bases = teams(), {base.code: base for base in Base.objects.all()}
    subjects = Subject.objects.bulk_create([Subject(kind="team", area=team.area, label=team.name) for team in made])
    return Unit.objects.bulk_create(
        [
            Unit(
                subject=subject, code=team.code, name=team.name, category=team.category, force=team.force, kind=team.kind, domains=team.domains,
                headcount=team.headcount, equipment=team.equipment, skills=team.skills, base=bases.get(team.base), area=team.area,
                lon=team.lon, lat=team.lat, radio_channel=f"应急{int(team.area[4:6]):02d}",
            )
            for subject, team in zip(subjects, made, strict=True)
        ]
    )  # fmt: skip


def _terminals(city: City, units: list[Unit]) -> None:
    """Radios speak for their unit's marker and answer orders by themselves; phones, drones and docks are subjects of their own."""
    dice = random.Random(7)
    leaders = next(unit for unit in units if unit.name == city.leaders_unit)
    with_radio = [unit for unit in dice.sample(units, city.radios) if unit is not leaders]
    rows: list[tuple[str, str, str, Subject, float, dict[str, object]]] = []
    for number, unit in enumerate(with_radio, 1):
        home = {"lon": unit.lon, "lat": unit.lat}
        rows.append(("radio", f"R{number:04d}", "radio", unit.subject, 5, {"auto": True, "home": home}))
    phones = dice.sample(units, city.phones)
    subjects = Subject.objects.bulk_create([Subject(kind="phone", area=unit.area, label=f"{unit.name} 手机") for unit in phones])
    for number, (unit, subject) in enumerate(zip(phones, subjects, strict=True), 1):
        rows.append(("owntracks", f"gz/p{number:03d}", "phone", subject, 10, {"home": {"lon": unit.lon, "lat": unit.lat}}))
    for number, (place, area, lon, lat) in enumerate(drones_of(city), 1):
        base: dict[str, object] = {"lon": lon, "lat": lat}
        uav = Subject.objects.create(kind="uav", area=area, label=f"无人机 {place}-{number:02d}")
        gateway = f"ECCDOCK{number:04d}" if number <= DOCKS else f"ECCRC{number:04d}"
        rows.append(("dji", f"ECCUAV{number:04d}", "uav", uav, 2, {"home": base, "gateway": gateway, "model": "0-67-1"}))
        label, kind = (f"机巢 {place}", "dock") if number <= DOCKS else (f"遥控器 {place}", "other")
        ground = Subject.objects.create(kind=kind, area=area, label=label)
        rows.append(
            (
                "dji",
                gateway,
                kind,
                ground,
                2,
                {"home": base, "aircraft": f"ECCUAV{number:04d}", "model": "3-2-0" if kind == "dock" else "2-119-0"},
            )
        )
    terminals = Terminal.objects.bulk_create(
        [
            Terminal(
                adapter=adapter, external_id=external, subject=subject, area=subject.area, kind=kind, expected_interval_s=every, meta=meta
            )
            for adapter, external, kind, subject, every, meta in rows
        ]
    )
    Binding.objects.bulk_create([Binding(terminal=terminal, subject=terminal.subject) for terminal in terminals])


def _people(city: City) -> None:
    password, pin = make_password(PASSWORD), make_password(PIN)
    for username, name, phone, role, area in city.staff:
        user = User.objects.create(
            username=username,
            name=name,
            phone=phone,
            password=password,
            pin=pin,
            is_staff=username == "admin",
            is_superuser=username == "admin",
        )
        give_post(actor=ACTOR, user=user, role=role, area=area)
    unit = Unit.objects.get(name=city.leaders_unit)
    Member.objects.create(unit=unit, user=User.objects.get(username=LEADER), role=Member.COMMANDER)
    Member.objects.create(unit=unit, user=User.objects.get(username=MEMBER), role=Member.MEMBER)


def _links(city: City) -> None:
    """Addresses under .invalid: they show how a tile looks; a bureau enters its own streams and rooms."""
    for subject in Subject.objects.filter(kind="uav").order_by("id")[:3]:
        add_link(
            actor=ACTOR,
            kind=VideoLink.Kind.VIDEO,
            label=subject.label,
            url=f"https://video.demo.invalid/uav/{subject.pk}",
            area=subject.area,
            subject=subject,
        )
    add_link(
        actor=ACTOR,
        kind=VideoLink.Kind.CONFERENCE,
        label="市应急委会商室",
        url=f"https://meeting.demo.invalid/{city.slug}-eoc",
        area=settings.CITY,
    )


def wall_secret() -> str:
    """The demo wall's token, kept beside the data so that every start prints the same address."""
    kept = settings.DATA_DIR / "demo_wall_token"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(32))
    secret = kept.read_text()
    token, _ = Token.objects.get_or_create(
        digest=digest(secret), defaults={"kind": Token.WALL, "name": WALL_NAME, "area": settings.CITY, "created_by": ACTOR}
    )
    if not Wall.objects.filter(token=token).exists():
        add_wall(actor=ACTOR, token=token)
    return secret
