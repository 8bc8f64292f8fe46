"""The demo city's teams: the sums of the yearly report, and the teams its stories need by name."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from command.seeding.cities import here
from command.seeding.demo import load_demo
from command.seeding.outfits import OUTFITS
from command.seeding.teams import teams
from devices.tracks.models import LastFix
from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.defaults import EQUIPMENT, SKILLS
from dispatch.teams.models import Base, StandbyPost, Unit, Vehicle
from realtime.snapshots import snapshot

pytestmark = pytest.mark.django_db


def test_the_sums_are_those_of_the_report(city: None) -> None:
    made = teams()
    assert (len(made), sum(team.headcount for team in made)) == (405, 21_769)
    for category, (count, people) in here().forces.items():
        own = [team for team in made if team.category == category]
        assert (len(own), sum(team.headcount for team in own)) == (count, people)
    assert Counter(team.name for team in made).most_common(1)[0][1] == 1
    assert len({team.code for team in made}) == 405
    assert min(team.headcount for team in made) >= 8


def test_each_trade_has_its_kind_equipment_and_skills(city: None) -> None:
    made, known = teams(), {code for code, *_ in EQUIPMENT}
    assert {team.kind for team in made} == set(CAPABILITIES) == set(OUTFITS)
    assert all(team.kind == "forest_fire" for team in made if "森林消防" in team.name)
    assert all(set(team.equipment) <= known and all(count > 0 for count in team.equipment.values()) for team in made)
    assert all(set(team.skills) <= {code for code, _ in SKILLS} and team.skills for team in made)
    assert all(set(team.domains) <= set(DOMAINS) for team in made)


def test_the_stories_find_their_teams_posts_and_trucks(city: None, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    load_demo()
    squad, town, farm, lent = (
        Unit.objects.with_names().get(name=name)
        for name in ("从化区森林消防大队", "良口镇应急救援队", "流溪河林场扑火队", "增城区森林消防大队")
    )
    assert [unit.headcount for unit in (squad, town, farm, lent)] == [30, 20, 15, 40]
    assert (squad.kind, town.kind, farm.kind, lent.kind) == ("forest_fire", "general", "forest_fire", "forest_fire")
    post = StandbyPost.objects.get(name__startswith="良口镇")
    assert (post.lon, post.lat) == (113.7370, 23.7110)
    assert (squad.post, squad.status_id, squad.meaning) == (post, "forward", "available")
    assert (squad.lon, squad.lat, squad.base.kind) == (113.5860, 23.5480, Base.STANDBY)
    assert (lent.lon, lent.lat) == (113.8110, 23.2610)
    assert Vehicle.objects.filter(unit=lent, kind="pump_truck").count() == 2
    assert Vehicle.objects.count() == 12
    assert {kind for kind, _ in Base.KINDS} == set(Base.objects.values_list("kind", flat=True))
    assert snapshot("area:4401")["state"]["units"][str(squad.pk)]["post"] == post.pk

    with CaptureQueriesContext(
        connection,
    ) as asked:
        units = list(Unit.objects.under("4401").with_names().with_holder(None))
        fixes = LastFix.objects.in_bulk([unit.pk for unit in units])
        rows = [(unit.row(unit.held_by), unit.meaning, fixes.get(unit.pk)) for unit in units]
    assert len(rows) == 405
    assert len(asked) <= 3
