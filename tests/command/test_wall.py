"""Walls: what a desk puts on them, what falls back by itself, and what the wall says it shows."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from command.people.actions import issue_wall, revoke_wall
from command.wall import actions
from command.wall.actions import BACK, QUIET, show_scene
from command.wall.models import Wall
from command.wall.rows import FunctionKind
from command.wall.scene import DAILY
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.snapshots import snapshot
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db

NIGHT = {"kind": "night"}


@pytest.fixture
def hall(people: SimpleNamespace) -> Wall:
    token, _ = issue_wall(actor=people.admin.actor, name="指挥大厅主屏", area="4401")
    return Wall.objects.get(token=token)


@pytest.fixture
def conghua(people: SimpleNamespace) -> Wall:
    token, _ = issue_wall(actor=people.admin.actor, name="从化分控屏", area="440117")
    return Wall.objects.get(token=token)


def fire(people: SimpleNamespace, **given: Any) -> Incident:
    return open_incident(actor=people.chen.actor, **(FIRE | given))


def put(people: SimpleNamespace, wall: Wall, scene: dict[str, Any], **given: Any) -> Wall:
    (shown,) = show_scene(actor=people.wang.actor, name="王值班", wall_id=wall.pk, scene=scene, **given)
    return shown


def on_board(wall: Wall) -> dict[str, Any]:
    return snapshot("area:4401")["state"]["walls"][str(wall.pk)]


def test_a_new_wall_shows_the_daily_board_and_is_not_open_yet(hall: Wall):
    row = on_board(hall)
    assert (row["scene"], row["state"], row["version"]) == (DAILY, "new", 1)


def test_an_incident_put_on_the_wall_is_told_with_who_did_it(people: SimpleNamespace, hall: Wall, agrees):
    incident = fire(people)
    with agrees():
        put(people, hall, {"kind": "incident", "incident": incident.pk})
    row = on_board(hall)
    assert (row["scene"]["kind"], row["scene"]["incident"], row["set_name"], row["version"]) == ("incident", incident.pk, "王值班", 2)


def test_the_same_scene_again_changes_nothing(people: SimpleNamespace, hall: Wall):
    put(people, hall, NIGHT)
    before = snapshot("area:4401")["heads"]
    put(people, hall, NIGHT)
    assert snapshot("area:4401")["heads"] == before


def test_what_is_put_on_for_a_while_goes_back_by_itself(people: SimpleNamespace, hall: Wall, agrees):
    put(people, hall, NIGHT, hold_s=60)
    assert Deadline.objects.filter(kind=BACK, object_id=hall.pk).exists()
    actions.time_is_over(hall.pk)
    assert on_board(hall)["scene"]["kind"] == "night"  # not yet
    Wall.objects.update(until=clock.now() - timedelta(seconds=1))
    with agrees():
        actions.time_is_over(hall.pk)
    assert (on_board(hall)["scene"], on_board(hall)["set_name"]) == (DAILY, "自动")


def test_a_newer_press_ends_the_hold_of_the_older(people: SimpleNamespace, hall: Wall):
    put(people, hall, NIGHT, hold_s=60)
    put(people, hall, {"kind": "map", "lon": 113.7, "lat": 23.7, "zoom": 12.0})
    assert not Deadline.objects.filter(kind=BACK, object_id=hall.pk).exists()
    assert on_board(hall)["until"] is None


def test_every_wall_of_the_area_at_once(people: SimpleNamespace, hall: Wall, conghua: Wall):
    shown = show_scene(actor=people.wang.actor, name="王值班", wall_id=None, area="4401", scene=NIGHT)
    assert {wall.pk for wall in shown} == {hall.pk, conghua.pk}


def test_a_district_wall_refuses_what_lies_outside_its_district(people: SimpleNamespace, conghua: Wall):
    elsewhere = fire(people, lon=113.525, lat=22.802)
    with pytest.raises(Problem) as refused:
        put(people, conghua, {"kind": "incident", "incident": elsewhere.pk})
    assert refused.value.where == ["scene.incident"]
    assert on_board(conghua)["version"] == 1


@pytest.mark.parametrize(
    ("scene", "where"),
    [({"kind": "incident"}, "scene.incident"), ({"kind": "feed"}, "scene.link"), ({"kind": "map", "lon": 113.0}, "scene.lat")],
)
def test_a_scene_without_what_it_shows_names_the_missing_field(people: SimpleNamespace, hall: Wall, scene: dict[str, Any], where: str):
    with pytest.raises(Problem) as refused:
        put(people, hall, scene)
    assert refused.value.where == [where]


def test_while_strangers_look_on_every_wall_of_the_area_covers_names_by_one_press(
    people: SimpleNamespace, hall: Wall, conghua: Wall, agrees
):
    with agrees():
        actions.set_visit(actor=people.wang.actor, name="王值班", area="4401", on=True)
    assert [(on_board(wall)["visit"], on_board(wall)["version"]) for wall in (hall, conghua)] == [(True, 2), (True, 2)]
    put(people, hall, NIGHT)
    assert on_board(hall)["visit"]  # another scene ends it for nobody
    actions.set_visit(actor=people.wang.actor, name="王值班", area="440117", on=False)
    assert (on_board(hall)["visit"], on_board(conghua)["visit"]) == (True, False)


@pytest.mark.parametrize("kind", get_args(FunctionKind))
def test_every_function_can_be_put_on_a_wall_and_turned_to(people: SimpleNamespace, hall: Wall, kind: str):
    assert put(people, hall, {"kind": kind}).scene == {**DAILY, "kind": kind}
    turns = [{"scene": {"kind": kind}, "seconds": 20}, {"scene": NIGHT, "seconds": 10}]
    turning = actions.rotate(actor=people.wang.actor, name="王值班", wall_id=hall.pk, turns=turns)
    assert [turn["scene"]["kind"] for turn in turning.rotation] == [kind, "night"]


def test_fields_of_another_kind_are_left_out(people: SimpleNamespace, hall: Wall):
    put(people, hall, {"kind": "night", "incident": 5, "lon": 113.0})
    assert on_board(hall)["scene"]["incident"] is None and on_board(hall)["scene"]["lon"] is None


def test_a_rotation_needs_two_scenes_and_starts_with_the_first(people: SimpleNamespace, hall: Wall, agrees):
    one = {"scene": NIGHT, "seconds": 20}
    with pytest.raises(Problem):
        actions.rotate(actor=people.wang.actor, name="王值班", wall_id=hall.pk, turns=[one])
    with agrees():
        actions.rotate(actor=people.wang.actor, name="王值班", wall_id=hall.pk, turns=[one, {"scene": {"kind": "daily"}, "seconds": 30}])
    row = on_board(hall)
    assert [turn["seconds"] for turn in row["rotation"]] == [20, 30] and row["scene"]["kind"] == "night"


def test_an_exercise_on_the_wall_carries_its_mark_and_leaves_with_it(people: SimpleNamespace, hall: Wall, agrees):
    exercise = start_exercise(actor=people.chen.actor, name="演练", area="4401")
    incident = fire(people, exercise=exercise.pk)
    put(people, hall, {"kind": "incident", "incident": incident.pk})
    assert on_board(hall)["x"] == exercise.pk
    with agrees():
        end_exercise(actor=people.chen.actor, exercise_id=exercise.pk)
    assert (on_board(hall)["scene"], on_board(hall)["x"]) == (DAILY, None)


def test_the_wall_says_what_it_shows_and_a_dark_one_is_missed(people: SimpleNamespace, hall: Wall, agrees):
    put(people, hall, NIGHT)
    with agrees():
        actions.report_shown(actor=hall.token.actor, version=2)
    assert (on_board(hall)["shown"], on_board(hall)["state"]) == (2, "online")
    assert Deadline.objects.filter(kind=QUIET, object_id=hall.pk).exists()
    heads = snapshot("area:4401")["heads"]
    actions.report_shown(actor=hall.token.actor, version=2)  # a minute later
    assert snapshot("area:4401")["heads"] == heads
    with agrees():
        actions.wall_quiet(hall.pk)
    assert on_board(hall)["state"] == "silent"


def test_only_the_wall_itself_reports_for_it(people: SimpleNamespace, hall: Wall):
    for actor in (people.wang.actor, "wall:999999"):
        with pytest.raises(Problem):
            actions.report_shown(actor=actor, version=1)


def test_a_revoked_wall_leaves_the_board_and_takes_no_scene(people: SimpleNamespace, hall: Wall, agrees):
    with agrees():
        revoke_wall(actor=people.admin.actor, token=hall.token)
    assert str(hall.pk) not in snapshot("area:4401")["state"]["walls"]
    with pytest.raises(Problem):
        put(people, hall, NIGHT)


def test_screens_side_by_side_need_the_size_of_the_canvas(people: SimpleNamespace, hall: Wall, agrees):
    given = {"name": "主屏", "columns": 3, "rows": 1, "width": 0, "height": 0, "seam_px": 4}
    with pytest.raises(Problem):
        actions.configure_wall(actor=people.wang.actor, wall_id=hall.pk, **given)
    with agrees():
        actions.configure_wall(actor=people.wang.actor, wall_id=hall.pk, **(given | {"width": 5760, "height": 1080}))
    assert on_board(hall)["canvas"] == {"columns": 3, "rows": 1, "width": 5760, "height": 1080, "seam_px": 4}


def test_a_scene_is_kept_under_a_name_and_the_same_name_replaces_it(people: SimpleNamespace, hall: Wall, agrees):
    given = {"actor": people.wang.actor, "name": "夜班", "area": "4401", "turns": []}
    with agrees():
        actions.save_scene(scene=NIGHT, **given)
    with agrees():
        saved = actions.save_scene(scene={"kind": "daily"}, **given)
    rows = snapshot("area:4401")["state"]["saved_scenes"]
    assert [(row["name"], row["scene"]["kind"]) for row in rows.values()] == [("夜班", "daily")]
    with agrees():
        actions.forget_scene(actor=people.wang.actor, saved=saved)


def test_the_header_names_who_has_the_duty(people: SimpleNamespace, client):
    client.force_login(people.wang)
    names = {row["role"]: row["names"] for row in client.get("/api/walls/duty").json()}
    assert names["shift_chief"] == ["陈班长"] and names["duty_officer"] == ["王值班"]
