"""Five cities, each from nothing: its areas and forces, its year behind it, and nothing of that year on a board."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Q, Sum
from django.test import Client
from django.test.utils import override_settings
from django.utils.timezone import get_current_timezone, localtime

from command.alerts.records import Quake
from command.consultation.models import Resolution, WeatherProcess
from command.dossiers.models import Dossier
from command.drills.models import DrillPlan
from command.duty.models import DutyShift, SpecialPeriod
from command.evacuation.models import Departure
from command.figures.checking import checked
from command.figures.models import NEAR, OVER, YOY, Accident, CityFigure, ReportedFigure
from command.forces.models import Gear
from command.incharge.models import Charge
from command.inspections.models import Inspection
from command.inspections.records import Penalty, Visit
from command.plans.models import Plan
from command.responses.models import START, Change, Response
from command.seeding import demo
from command.seeding.cities import CITIES
from command.seeding.cities.city import City
from command.seeding.history import MARK
from command.seeding.history.calendar import scattered, split
from command.volunteers.models import Application
from devices.simulator.ground import ground
from devices.simulator.outside import gauges
from devices.terminals.models import Terminal
from dispatch.alarms.models import CONFIRMING, Alarm
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from dispatch.teams.models import Base, Unit
from realtime import clock
from realtime.accounts.models import User
from realtime.areas.locate import area_at, forget_boundaries
from realtime.areas.models import VILLAGE, Area
from realtime.clerk.models import Deadline
from realtime.log.models import Event
from realtime.rules.models import Rule
from realtime.snapshots import snapshot

BASEMAP = Path(__file__).resolve().parents[2] / "deploy" / "basemap"


@pytest.fixture(scope="module", params=CITIES, ids=lambda city: city.slug)
def city(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """An installation of its own, in a transaction that is taken back: an empty database, filled by the command, with a board as it was before its history."""
    chosen: City = request.param
    data = tmp_path_factory.mktemp(chosen.slug)
    _districts(chosen.code, data)
    ours = override_settings(CITY=chosen.code, DATA_DIR=data, BASEMAP_DIR=data, MODE="demo")
    with django_db_blocker.unblock(), ours, pytest.MonkeyPatch.context() as own:
        whole = transaction.atomic()
        whole._from_testcase = True
        with whole:
            _empty()
            forget_boundaries()
            # Rights are granted over a connection of its own, which would wait for ours for ever
            own.setattr("command.management.commands.seed.grant_application_role", lambda: None)
            with pytest.MonkeyPatch.context() as still:
                still.setattr(demo, "make_history", lambda _: None)
                call_command("seed", city=chosen.slug)
            before = _what_waits(chosen.code)
            call_command("seed")
            BEFORE[chosen.code] = before
            yield chosen
            transaction.set_rollback(True)
        forget_boundaries()


def _districts(code: str, target: Path) -> None:
    sys.path.insert(0, str(BASEMAP))
    try:
        from build import counties, write_districts
    finally:
        sys.path.remove(str(BASEMAP))
    write_districts(target / "districts.geojson", counties(code))


def _empty() -> None:
    kept = ("django_migrations", "django_content_type", "auth_permission")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall() if name not in kept]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what another city's rows have still to prove
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in names) + " CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


BEFORE: dict[str, dict[str, object]] = {}


def _what_waits(code: str) -> dict[str, object]:
    """All that a screen, a person or the clerk has before them."""
    client, inboxes = Client(), {}
    for username in ("zhiban", "zhibanzhang", "daiban", "admin"):
        client.force_login(User.objects.get(username=username))
        inboxes[username] = [(one["kind"], one["id"]) for one in client.get("/api/inbox").json()["waiting"]]
    board = snapshot(f"area:{code}")["state"]
    return {
        "board": json.dumps(board, default=str, sort_keys=True), "inboxes": inboxes, "deadlines": sorted(Deadline.objects.values_list("kind", "object_id")),
        "events": Event.objects.exclude(kind="history.made").count(),
    }  # fmt: skip


@pytest.fixture
def span(city: City, db: None) -> tuple[datetime, datetime]:
    """The whole year of the history."""
    return _year(int(Rule.objects.get(name=MARK).value))


def _year(year: int, until: tuple[int, int] = (12, 31)) -> tuple[datetime, datetime]:
    zone = get_current_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year, *until, tzinfo=zone) + timedelta(days=1)


def test_the_areas_are_a_tree_without_a_gap_and_the_seats_lie_within(city: City, db: None) -> None:
    rows = {row.code: row for row in Area.objects.all()}
    assert rows[city.code].name == city.name
    assert all(row.parent_id in rows for row in rows.values() if len(row.code) > 2)
    assert all(row.code.startswith(row.parent_id) for row in rows.values() if row.parent_id)
    assert not [code for code in rows if len(code) > len(city.code) and not code.startswith(city.code)]
    assert sum(len(code) == VILLAGE for code in rows) > 100
    districts = Area.objects.districts(city.code)
    assert all(row.boundary and row.lon for row in districts)
    assert [row.code for row in districts if area_at(row.lon or 0, row.lat or 0) != row.code] == []


def test_its_forces_are_as_many_as_its_paper_says_and_stand_inside_it(city: City, db: None) -> None:
    for category, (count, people) in city.forces.items():
        own = Unit.objects.filter(category=category)
        assert (own.count(), own.aggregate(n=Sum("headcount"))["n"]) == (count, people), category
    whole = shapely.union_all([shapely.from_geojson(row.boundary) for row in Area.objects.districts(city.code)]).buffer(0.03)
    assert [
        unit.name
        for unit in Unit.objects.all()
        if not unit.area.startswith(city.code) or not whole.contains(shapely.Point(unit.lon, unit.lat))
    ] == []
    homes = [row.meta["home"] for row in Terminal.objects.all() if row.meta.get("home")]
    assert len(homes) > city.radios and all(whole.contains(shapely.Point(home["lon"], home["lat"])) for home in homes)


def test_who_signs_in_has_their_post_here_and_the_duty_is_theirs(city: City, db: None) -> None:
    for officer in city.staff:
        user = User.objects.get(username=officer.username)
        assert list(user.posts.values_list("role_id", "area")) == [(officer.role, officer.area)]
        assert officer.area.startswith(city.code)
    present = DutyShift.objects.filter(area=city.code, starts_at__lte=clock.now(), ends_at__gt=clock.now()).values_list(
        "person__user__username", flat=True
    )
    assert {"zhiban", "zhibanzhang", "daiban"} <= set(present)
    desks = Person.objects.current().filter(area__in=city.desks)
    assert {desk.username for desk in city.desks.values()} <= set(desks.values_list("user__username", flat=True))


def test_every_figure_of_its_paper_is_what_is_counted(city: City, span: tuple[datetime, datetime]) -> None:
    said = list(CityFigure.objects.all())
    assert len(said) == len(city.year.said)
    wrong = {one.phrase: (float(one.expected), found) for one in said if not _fits(one, found := _found(city, one))}
    assert wrong == {}


def test_every_figure_of_its_paper_stands_beside_ours_and_agrees(city: City, db: None) -> None:
    shown = checked(city.code)
    assert [one["phrase"] for one in shown] == [one.phrase for one in city.year.said]
    assert [(one["phrase"], one["counted"]) for one in shown if one["agrees"] is not True or not one["invented"]] == []
    none = [one for one in shown if one["expected"] == 0]
    assert [one["counted"] for one in none] == [0] * len(none)


def _fits(one: CityFigure, found: float) -> bool:
    """多 is more, by less than a tenth; 近 is less, by less than a hundredth."""
    wanted = float(one.expected)
    if one.relation == OVER:
        return wanted < found < 1.1 * wanted
    if one.relation == NEAR:
        return 0.99 * wanted < found <= wanted
    return found == wanted


def _found(city: City, one: CityFigure) -> float:
    year, until = one.first.year, (one.last.month, one.last.day)
    places = len(str(one.expected.normalize()).partition(".")[2])
    if one.of == YOY:
        now, before = (_counted(city, one, _year(number, until)) for number in (year, year - 1))
        return round((now - before) / before * 100, places)
    return round(_counted(city, one, _year(year, until)), 2)


def _counted(city: City, one: CityFigure, span: tuple[datetime, datetime]) -> float:
    key, _, trade = one.measure.partition(":")
    accidents = Accident.objects.filter(happened_at__range=span, area__startswith=one.area)
    if trade:
        title = next(row.title for row in city.year.accidents if ",".join(row.sectors) == trade)
        accidents = accidents.filter(title__endswith=f"{title}事故")
    alarms = Alarm.objects.filter(received_at__range=span)
    rows = ReportedFigure.objects.filter(first__gte=span[0].date(), last__lt=span[1].date())

    def told(name: str) -> float:
        return float(rows.filter(key=name).aggregate(n=Sum("value"))["n"] or 0)

    counted: dict[str, Callable[[], float]] = {
        "accidents": accidents.count, "accident_deaths": lambda: accidents.aggregate(n=Sum("deaths"))["n"] or 0,
        "accident_injured": lambda: accidents.aggregate(n=Sum("injured"))["n"] or 0, "accidents_major": accidents.filter(deaths__gte=10).count,
        "alarms": alarms.count, "verified": alarms.filter(verdict__in=CONFIRMING).count,
        "burned": lambda: 15 * sum(row.figures.get("burned_ha", 0) for row in Incident.objects.filter(opened_at__range=span)),
        "responses": Change.objects.filter(kind=START, effective_at__range=span).count, "quakes": Quake.objects.filter(at__range=span).count,
        "rounds": WeatherProcess.objects.filter(started_at__range=span).count,
        "moved": lambda: Departure.objects.standing().filter(occurred_at__range=span).aggregate(n=Sum("people"))["n"] or 0,
        "drills": DrillPlan.objects.filter(started_at__range=span).count,
        "drill_people": lambda: DrillPlan.objects.filter(started_at__range=span).aggregate(n=Sum("attended"))["n"] or 0,
        "flood_drills": DrillPlan.objects.filter(Q(hazard__startswith="11A") | Q(hazard="11B03"), started_at__range=span).count,
        "decisions_solved": Resolution.objects.filter(at__range=span).count,
        "rain_anomaly": lambda: round((told("rain_mm") / told("rain_normal_mm") - 1) * 100, 1),
        "teams": Unit.objects.count, "team_people": lambda: Unit.objects.aggregate(n=Sum("headcount"))["n"] or 0,
        "plans_special": Plan.objects.filter(kind="special").count, "areas_in_book": Area.objects.under(city.code).exclude(pk=city.code).count,
        "disaster_deaths": lambda: sum(row.figures.get("deaths", 0) for row in Incident.objects.filter(opened_at__range=span, type__code__startswith="11")),
    }  # fmt: skip
    return counted[key]() if key in counted else told(key)


def test_the_year_before_is_there_to_stand_beside_and_is_not_the_papers(city: City, span: tuple[datetime, datetime]) -> None:
    """Whatever the paper counts in its year has something of the same kind in the year before, and another number of it."""
    year = city.year
    before = _year(span[0].year - 1)
    alarms, responses = Alarm.objects.filter(received_at__range=before), Change.objects.filter(kind=START, effective_at__range=before)
    drills = DrillPlan.objects.filter(started_at__range=before)
    assert (alarms.count() > year.alarms) == bool(year.alarms) and bool(responses.exists()) == bool(year.responses)
    assert alarms.filter(verdict__in=CONFIRMING).count() >= year.verified and 0 < drills.count() < year.drills
    fires = Incident.objects.filter(opened_at__range=before)
    assert fires.count() == alarms.filter(verdict__in=CONFIRMING).count() and all(fire.archived and "虚构" in fire.text for fire in fires)


def test_each_city_has_rounds_of_inspection_dossiers_and_the_registers_of_its_teams(city: City, db: None) -> None:
    assert Inspection.objects.count() == 2 and all(round.targets.exists() for round in Inspection.objects.all())
    assert Visit.objects.exists() and Penalty.objects.count() == 1 and Charge.objects.count() >= 2
    assert Dossier.objects.count() >= 3 and all(one.area.startswith(city.code) and one.stores.exists() for one in Dossier.objects.all())
    assert (
        not Unit.objects.filter(exercise_id=None, trainings=None).exists()
        and Gear.objects.exists()
        and not Unit.objects.filter(exercise_id=None, equipment={}, gear__isnull=False).exists()
    )
    assert all(base.capacity and base.courses and base.equipment for base in Base.objects.all())
    assert Application.objects.count() == 2
    if city is not CITIES[0]:
        words = [one.name for one in Dossier.objects.all()] + [base.place for base in Base.objects.all()]
        assert not [word for word in words if "南沙" in word or "从化" in word or "广州" in word]


def test_nothing_of_the_year_is_on_a_board_in_an_inbox_or_before_the_clerk(city: City, db: None) -> None:
    assert _what_waits(city.code) == BEFORE[city.code]
    assert Event.objects.filter(kind="history.made").count() == 13  # nine kinds of rows of the year, four of the year before it


def test_the_year_is_behind_us_and_each_row_is_over(city: City, span: tuple[datetime, datetime]) -> None:
    start, end = span
    assert end <= clock.now()
    start = _year(start.year - 1)[0]
    for row in Response.objects.all():
        assert start <= row.changes.first().effective_at <= row.effective_at <= row.ended_at
        assert all(change.proposed_at < change.approved_at <= change.effective_at and change.approver for change in row.changes.all())
    for fire in Incident.objects.all():
        alarm = Alarm.objects.get(incident_id=fire.pk)
        assert alarm.received_at < alarm.acked_at <= alarm.verdict_at <= fire.opened_at + timedelta(minutes=30)
        assert fire.opened_at < fire.closed_at and area_at(fire.lon, fire.lat) == fire.area
    quiet = [(row.first, row.last) for row in SpecialPeriod.objects.all() if row.name.startswith(city.year.quiet)]
    assert not [fire for fire in Incident.objects.all() if any(first <= localtime(fire.opened_at).date() <= last for first, last in quiet)]
    assert all(code not in city.year.spared for code in Accident.objects.values_list("area", flat=True).distinct())


def test_a_second_run_changes_nothing(city: City, db: None) -> None:
    def counts() -> dict[str, int]:
        return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}

    before = counts()
    call_command("seed", city=city.slug)
    assert {label: (number, before[label]) for label, number in counts().items() if number != before[label]} == {}


def test_another_citys_seed_is_refused_in_one_line_that_says_what_to_do(city: City, db: None) -> None:
    other = CITIES[0] if city is not CITIES[0] else CITIES[1]
    with pytest.raises(CommandError) as refused:
        call_command("seed", city=other.slug)
    words = str(refused.value)
    assert (
        "\n" not in words
        and city.name in words
        and other.name in words
        and f"CITY={other.code} DATA_DIR=.data-{other.code} make run" in words
    )
    with override_settings(CITY=other.code), pytest.raises(CommandError, match="另一个城市"):
        call_command("seed")


def test_the_map_of_another_city_is_drawn_within_its_own_borders(city: City, db: None) -> None:
    places = [(row["lon"], row["lat"]) for row in _gauges()]
    west, south, east, north = shapely.union_all([shapely.from_geojson(row.boundary) for row in Area.objects.districts(city.code)]).bounds
    assert places and all(west - 0.1 < lon < east + 0.1 and south - 0.1 < lat < north + 0.1 for lon, lat in places)


def _gauges() -> list[dict[str, float]]:
    ground.cache_clear()
    return list(json.loads(gauges(clock.now())))


@pytest.mark.django_db
def test_an_installation_on_duty_gets_no_history(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MODE, settings.DATA_DIR = "duty", tmp_path
    _empty()
    monkeypatch.setattr("command.management.commands.seed.grant_application_role", lambda: None)
    call_command("seed")
    assert Area.objects.filter(pk=settings.CITY).exists()
    assert not Accident.objects.exists() and not CityFigure.objects.exists() and not Rule.objects.filter(name=MARK).exists()


def test_parts_add_up_to_their_whole() -> None:
    dice = random.Random(3)
    for whole, parts, least in ((873_21, 31, 30), (8923, 18, 40), (7, 7, 1), (0, 5, 0), (259_640, 3126, 6)):
        found = split(dice, whole, parts, least=least)
        assert sum(found) == whole and len(found) == parts and min(found) >= least
    assert sum(scattered(dice, 14, 9)) == 14 and max(scattered(dice, 14, 9)) <= 2
