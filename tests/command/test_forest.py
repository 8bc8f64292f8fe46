"""What the danger demands is on every desk; who came to a point is known, and who did not; a fire ends with a name under it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.timezone import localdate

from command.duty.models import SpecialPeriod
from command.duty.needs import needs_at
from command.forest.checking import check_in
from command.forest.dangers import save_demand, save_kind, set_danger, set_floor, take_feed
from command.forest.ending import hand_over, rekindle
from command.forest.laying import Wanted, end_relay, lay_relay
from command.forest.loop import loop_of
from command.forest.models import CheckIn, FireBoard, FireDanger, FirePoint
from command.forest.patrols import follow_rangers, patrol_due, start_patrol, stop_patrol
from command.forest.points import add_point, change_point, point_due
from command.forest.records import FireHandover, Patrol, Rekindle
from command.forest.watching import look_at
from devices.feeds.models import Feed
from devices.feeds.readers.reading import Observation
from devices.tracks.models import LastFix
from dispatch.alarms.models import Alarm
from dispatch.features.actions import add_feature
from dispatch.features.models import Feature
from dispatch.incidents.actions import close_incident, move_phase, open_incident
from dispatch.incidents.conditions import ITEMS
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.models import Incident
from dispatch.plots.models import Plot
from dispatch.teams.models import StandbyMission
from dispatch.teams.standby import answer_standby, end_standby, open_post, order_standby, unanswered_standby
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.rules.models import Rule
from realtime.snapshots import table
from tests.conftest import FIRE, person

pytestmark = pytest.mark.django_db
HERE, AWAY, PLACE = "440117", "440118", (113.77, 23.74)
ACTOR = {"actor": "user:1", "name": "王值班"}


def board(area: str = HERE) -> dict[str, Any]:
    return next(row for row in table(f"area:{area}", "fire_boards").values() if row["x"] is None)


def said(level: int, area: str = HERE, **given: Any) -> FireDanger:
    return set_danger(actor="user:1", area=area, day=given.pop("day", localdate()), level=level, source="人工填报", **given)


def point(name: str = "石门路口", lon: float = PLACE[0], **given: Any) -> FirePoint:
    return add_point(actor="user:1", kind="gate", name=name, lon=lon, lat=PLACE[1], **given)


def test_a_danger_said_raises_what_is_demanded_in_its_district_alone(city: None, agrees: Any):
    with agrees():
        said(4)
    row = board()
    assert (row["danger"], row["level"], row["patrol_h"], row["teams"], row["watch"]) == (4, 4, 6, 1, {"desk_forest": 1})
    assert not table(f"area:{AWAY}", "fire_boards")
    now = clock.now()
    assert needs_at(HERE, now)["desk_forest"] == needs_at("4401", now)["desk_forest"] == 1, "the seat is demanded at both rosters"
    assert "desk_forest" not in needs_at(AWAY, now)
    with agrees():
        said(2)
    assert (board()["level"], board()["watch"], FireDanger.objects.count()) == (2, {}, 1)
    assert "desk_forest" not in needs_at(HERE, now)
    ground = Feature.objects.get(layer="fire_danger", code=HERE)
    assert ground.attributes["level"] == 2 and ground.shape


def test_the_citys_word_holds_where_a_district_is_silent_and_tomorrow_changes_nothing_today(city: None, agrees: Any):
    with agrees():
        said(3, area="4401")
        said(5)
    assert (board()["level"], board(AWAY)["level"]) == (5, 3)
    said(1, day=localdate() + timedelta(days=1))
    assert board()["level"] == 5
    with pytest.raises(Problem, match="前 7 天至后 10 天"):
        said(5, day=localdate() + timedelta(days=40))
    with pytest.raises(Problem, match="没有区划"):
        said(5, area="440199")


def test_a_special_period_raises_the_floor_by_its_kind_or_as_it_says_itself(city: None, agrees: Any):
    today = localdate()
    period = SpecialPeriod.objects.create(name="重阳", kind="sweeping", area="4401", first=today, last=today, source="通告")
    with agrees():
        look_at(actor="clerk")
        said(2)
    assert (board()["danger"], board()["level"], board()["periods"]) == (2, 4, ["重阳"])
    with agrees():
        set_floor(actor="user:1", period_id=period.pk, level=5)
    assert board()["level"] == 5
    set_floor(actor="user:1", period_id=period.pk, level=0)
    assert (board()["level"], board()["periods"]) == (2, [])
    set_floor(actor="user:1", period_id=period.pk, level=None)
    assert board()["level"] == 4


def test_a_bureau_writes_its_own_demand_and_its_own_kinds_of_points(city: None, agrees: Any):
    said(4)
    given = {"patrol_h": 2.0, "watch": {"desk_forest": 2}, "teams": 3, "text": "封山", "source": "区森防指"}
    with agrees():
        save_demand(actor="user:1", level=4, area=HERE, given=given)
    assert (board()["patrol_h"], board()["teams"], board()["text"]) == (2.0, 3, "封山")
    with pytest.raises(Problem, match="没有值班角色"):
        save_demand(actor="user:1", level=4, area=HERE, given=given | {"watch": {"cook": 1}})
    save_kind(actor="user:1", code="tower", name="塔头", mark="塔", order=9, active=True, source="区森防指")
    assert add_point(actor="user:1", kind="tower", name="一号塔", lon=PLACE[0], lat=PLACE[1]).kind.name == "塔头"
    with pytest.raises(Problem, match="已有点位类型"):
        save_kind(actor="user:1", code="other", name="塔头", mark="塔", order=9, active=True, source="区森防指")


def test_the_feed_of_expected_values_says_the_danger_as_if_somebody_had_typed_it(city: None):
    feed = Feed(code="fx", name="市气象局火险预报", kind="forecasts", area="4401")
    at = clock.now()

    def row(area: str, value: float, quantity: str = "fire_danger") -> Observation:
        facts = {"quantity": quantity, "value": value, "area": area, "from": at.isoformat()}
        return Observation("forecast", f"{area}:{quantity}", area, 0.0, 0.0, at, facts)

    take_feed(feed, [row(HERE, 5), row(AWAY, 9), row("4404", 3), row(AWAY, 4, "rain_24h")])
    assert (board()["level"], board()["danger_source"]) == (5, "市气象局火险预报")
    assert not table(f"area:{AWAY}", "fire_boards")
    first = FireDanger.objects.get().at
    take_feed(feed, [row(HERE, 5)])
    assert FireDanger.objects.get().at == first, "the same again changes nothing"


def test_a_drills_danger_is_on_its_own_board_and_leaves_with_it(city: None, agrees: Any):
    said(2)
    drill = start_exercise(actor="user:1", kind="tabletop", name="桌面推演", area="4401")
    with agrees():
        said(5, exercise=drill.pk)
    assert board()["level"] == 2 and "desk_forest" not in needs_at(HERE, clock.now())
    assert [row["level"] for row in table(f"area:{HERE}", "fire_boards").values() if row["x"]] == [5]
    with agrees():
        end_exercise(actor="user:1", exercise_id=drill.pk)
    assert FireBoard.objects.count() == 1


def test_who_stands_at_the_point_checks_in_and_who_is_far_is_told_how_far(city: None, agrees: Any):
    with agrees():
        here = point()
        said(5)
    assert Deadline.objects.filter(kind="forest.point", object_id=here.pk).exists()
    with pytest.raises(Problem, match=r"距“石门路口”\d+ 米,超过 200 米") as refused:
        check_in(**ACTOR, point_id=here.pk, how="phone", lon=PLACE[0] + 0.005, lat=PLACE[1])
    assert refused.value.code == "too_far"
    with agrees():
        row = check_in(actor="user:9", name="护林员老李", point_id=here.pk, how="phone", lon=PLACE[0] + 0.001, lat=PLACE[1], note="无烟火")
    assert 90 < (row.metres or 0) < 120 and not row.late
    assert table(f"area:{HERE}", "fire_points")[str(here.pk)]["last_by"] == "护林员老李"
    with pytest.raises(Problem, match="没有足够新的定位"):
        check_in(**ACTOR, point_id=here.pk, how="terminal", subject_id=None)
    assert check_in(**ACTOR, point_id=here.pk, how="voice").metres is None
    assert Feature.objects.get(layer="fire_point", code=str(here.pk)).attributes["kind"] == "路口"


def test_a_towns_desk_checks_in_around_it_and_not_in_another_district(as_user: Any, city: None):
    here = point()
    there = add_point(actor="user:1", kind="gate", name="派潭路口", lon=113.811, lat=23.261)
    town = as_user(person("zhou", "周良口", "town_desk", "440117104"))
    answers = [
        town.send(f"/api/forest/points/{one.pk}/checks", {"how": "phone", "lon": one.lon, "lat": one.lat}).status_code
        for one in (here, there)
    ]
    assert answers == [201, 403]
    assert town.send(f"/api/forest/points/{here.pk}/checks", {"how": "voice", "name": "老李"}).status_code == 403


def test_nobody_came_in_time_is_a_hint_and_at_the_highest_danger_an_alarm(city: None, agrees: Any):
    here = point()
    said(3)
    FirePoint.objects.update(last_at=clock.now() - timedelta(hours=13))
    with agrees():
        point_due(here.pk)
    assert table(f"area:{HERE}", "fire_points")[str(here.pk)]["overdue"] and not Alarm.objects.exists()
    with agrees():
        said(1)  # nothing is demanded any more: no longer overdue
    assert not FirePoint.objects.get().overdue and not Deadline.objects.filter(kind="forest.point").exists()
    said(5)
    with agrees():
        point_due(here.pk)
    assert "石门路口" in Alarm.objects.get().text
    with agrees():
        row = check_in(**ACTOR, point_id=here.pk, how="voice")
    assert row.late and not FirePoint.objects.get().overdue
    assert Deadline.objects.filter(kind="forest.point", object_id=here.pk).exists(), "and the next round begins"


def test_a_point_is_changed_in_its_district_and_leaves_the_board_when_it_is_given_up(city: None, agrees: Any):
    here = point(every_h=2)
    assert Deadline.objects.filter(kind="forest.point", object_id=here.pk).exists(), "its own interval, whatever the danger"
    with agrees():
        change_point(actor="user:1", point_id=here.pk, name="石门卡口", radius_m=500)
    with pytest.raises(Problem, match="不能移到别的区"):
        change_point(actor="user:1", point_id=here.pk, lon=113.811, lat=23.261)
    with pytest.raises(Problem, match="已有点位"):
        point("石门卡口")
    with agrees():
        change_point(actor="user:1", point_id=here.pk, active=False)
    assert not table(f"area:{HERE}", "fire_points") and not Deadline.objects.filter(kind="forest.point").exists()
    assert not Feature.objects.get(layer="fire_point").active


def test_a_round_is_ticked_by_check_ins_and_by_the_marker_that_passes(city: None, agrees: Any, unit: Any):
    one, two = point(), point("坟山", lon=PLACE[0] + 0.02)
    due = clock.now() + timedelta(hours=2)
    with agrees():
        patrol = start_patrol(
            actor="user:1", name="北线", area=HERE, ranger="老李", points=[one.pk, two.pk], due_at=due, subject_id=unit.pk
        )
        check_in(actor="user:9", name="老李", point_id=one.pk, how="phone", lon=PLACE[0], lat=PLACE[1])
    assert follow_rangers() == 0
    now = clock.now()
    LastFix.objects.create(subject=unit.subject, fixed_at=now, received_at=now, lon=PLACE[0] + 0.0201, lat=PLACE[1], source="radio")
    with agrees():
        assert follow_rangers() == 1
    patrol.refresh_from_db()
    assert (patrol.state, CheckIn.objects.get(point=two).how) == ("done", "terminal")
    assert not Deadline.objects.filter(kind="forest.patrol").exists()
    with agrees():
        late = start_patrol(actor="user:1", name="南线", area=HERE, ranger="老张", points=[two.pk], due_at=due)
        patrol_due(late.pk)
    assert table(f"area:{HERE}", "patrols")[str(late.pk)]["overdue"]
    with agrees():
        stop_patrol(actor="user:1", patrol_id=late.pk, why="暴雨")
    for wrong in ({"points": [one.pk, one.pk]}, {"area": AWAY, "points": [one.pk]}, {"points": [999_999]}):
        with pytest.raises(Problem, match="本区在用的点位"):
            start_patrol(**({"actor": "user:1", "name": "错", "area": HERE, "ranger": "老李", "due_at": due} | wrong))  # type: ignore[arg-type]


def test_a_drills_round_leaves_no_mark_on_the_point(city: None):
    here, drill = point(), start_exercise(actor="user:1", kind="tabletop", name="推演", area="4401")
    due = clock.now() + timedelta(hours=2)
    patrol = start_patrol(actor="user:1", name="演练", area=HERE, ranger="老李", points=[here.pk], due_at=due, exercise=drill.pk)
    check_in(**ACTOR, point_id=here.pk, how="voice", patrol_id=patrol.pk)
    assert FirePoint.objects.get().last_at is None and Patrol.objects.get().state == "done"


def test_a_team_that_stands_forward_counts_until_it_goes_and_answers_for_itself(city: None, agrees: Any, unit: Any):
    said(5)
    post = open_post(actor="user:1", name="良口驻防点", kind="fire", area="440117104", lon=113.737, lat=23.711)
    now = clock.now()
    with agrees():
        mission = order_standby(actor="user:1", unit_id=unit.pk, post_id=post.pk, from_at=now, until_at=now + timedelta(days=1))
    assert (board()["teams"], board()["standing"]) == (2, 1)
    unanswered_standby(mission.pk)
    assert StandbyMission.objects.get().silent
    answer_standby(actor="user:2", name="梁队长", mission_id=mission.pk, answer="accepted")
    assert not StandbyMission.objects.get().silent and not Deadline.objects.filter(kind="standby.answer").exists()
    with agrees():
        end_standby(actor="user:1", mission_id=mission.pk)
    assert board()["standing"] == 0
    other = order_standby(actor="user:1", unit_id=unit.pk, post_id=post.pk, from_at=now, until_at=now + timedelta(days=1))
    with pytest.raises(Problem, match="请写明原因"):
        answer_standby(actor="user:2", name="梁队长", mission_id=other.pk, answer="declined")
    with agrees():
        answer_standby(actor="user:2", name="梁队长", mission_id=other.pk, answer="declined", note="车辆检修")
    assert (StandbyMission.objects.get(pk=other.pk).state, board()["standing"]) == ("ended", 0)


def test_the_teams_leader_answers_from_the_phone_and_gains_are_known_before_the_order(as_user: Any, people: SimpleNamespace, unit: Any):
    post = open_post(actor="user:1", name="良口驻防点", kind="fire", area="440117104", lon=113.737, lat=23.711)
    rows = as_user(people.wang).get(f"/api/teams/posts/{post.pk}/gains").json()
    assert rows[0]["unit"] == unit.pk and rows[0]["gain_s"] > 600
    now = clock.now()
    mission = order_standby(actor="user:1", unit_id=unit.pk, post_id=post.pk, from_at=now, until_at=now + timedelta(days=1))
    path = f"/api/teams/missions/{mission.pk}/answer"
    assert as_user(people.ho).send(path, {"answer": "accepted"}).status_code == 403
    answer = as_user(people.liang).send(path, {"answer": "accepted"}).json()
    assert (answer["answer"], answer["answered_name"]) == ("accepted", "梁队长")


def settled(**given: Any) -> Incident:
    incident = open_incident(actor="user:1", **(FIRE | given))
    fill_four_ones(actor="user:1", incident_id=incident.pk, texts=dict.fromkeys(ITEMS, "已落实"))
    for phase in ("out", "mop_up", "guard"):
        move_phase(actor="user:1", incident_id=incident.pk, phase=phase)
    return Incident.objects.get(pk=incident.pk)


def test_a_fire_under_guard_is_handed_to_somebody_named_and_taken_back_when_it_burns_again(city: None, agrees: Any):
    fire = settled()
    with pytest.raises(Problem, match="看守时限未满"):
        hand_over(**ACTOR, incident_id=fire.pk, taker="罗场长", org="流溪河林场")
    with agrees(f"incident:{fire.pk}"):
        hand_over(**ACTOR, incident_id=fire.pk, taker="罗场长", org="流溪河林场", people=12, early_why="降雨")
    found = loop_of(fire)
    assert (found["handover"] or {})["taker"] == "罗场长"
    assert [step["step"] for step in found["steps"] if step["at"]] == ["alarm", "verified", "out", "mop_up", "guard", "handed_over"]
    with pytest.raises(Problem, match="火场已移交"):
        hand_over(**ACTOR, incident_id=fire.pk, taker="罗场长", org="流溪河林场")
    with agrees(f"incident:{fire.pk}"):
        assert rekindle(actor="user:1", incident_id=fire.pk, facts="东线冒烟").phase == "on_scene"
    assert FireHandover.objects.get().voided_at
    found = loop_of(fire)
    assert (found["handover"], found["rekindled"]) == (None, 1)
    assert not any(step["at"] for step in found["steps"] if step["step"] in ("out", "mop_up", "guard"))
    with pytest.raises(Problem, match="不是复燃"):
        rekindle(actor="user:1", incident_id=fire.pk, facts="又报")


def test_a_fire_just_closed_is_opened_again_and_a_new_one_beside_it_is_linked(city: None):
    fire = settled()
    hand_over(**ACTOR, incident_id=fire.pk, taker="罗场长", org="流溪河林场", early_why="降雨")
    close_incident(actor="user:1", incident_id=fire.pk, note="已移交")
    beside = open_incident(actor="user:1", **(FIRE | {"lat": FIRE["lat"] + 0.002}))
    link = Rekindle.objects.get()
    assert (link.earlier_id, 200 < (link.metres or 0) < 250) == (fire.pk, True)
    assert loop_of(fire)["later"][0]["number"] == beside.number and "疑似复燃" in beside.notes.get().text
    open_incident(actor="user:1", **(FIRE | {"lat": FIRE["lat"] + 0.05}))
    assert Rekindle.objects.count() == 1
    assert rekindle(actor="user:1", incident_id=fire.pk, facts="复燃").open
    close_incident(actor="user:1", incident_id=fire.pk, note="误报复燃")
    Incident.objects.filter(pk=fire.pk).update(closed_at=clock.now() - timedelta(days=9))
    with pytest.raises(Problem, match="另立新事件"):
        rekindle(actor="user:1", incident_id=fire.pk, facts="复燃")


def test_the_end_of_a_guarded_fire_asks_for_the_hand_over_as_the_rule_says(city: None):
    fire = settled()
    Rule.objects.filter(name="forest.handover").update(value="enforce")
    with pytest.raises(Problem) as refused:
        close_incident(actor="user:1", incident_id=fire.pk, note="完")
    assert refused.value.code == "not_handed_over"
    Rule.objects.filter(name="forest.handover").update(value="warn")
    close_incident(actor="user:1", incident_id=fire.pk, note="完")
    assert fire.notes.filter(text="火场未登记移交即结束事件。").exists()


def test_water_nearby_and_a_line_of_pumps_to_it_that_lies_on_the_map(as_user: Any, people: SimpleNamespace, agrees: Any):
    pool = add_feature(
        actor="system",
        layer="water_source",
        name="山塘",
        lon=113.7800,
        lat=23.7520,
        attributes={"kind": "山塘", "volume_m3": 3000, "pump": True},
    )
    add_feature(
        actor="system", layer="water_source", name="坏水池", lon=113.7713, lat=23.7424, attributes={"kind": "水池", "usable": False}
    )
    add_feature(actor="system", layer="water_source", name="远水", lon=113.9, lat=23.9, attributes={"kind": "河涌"})
    fire = open_incident(actor="user:1", **FIRE)
    wang = as_user(people.wang)
    found = wang.get(f"/api/forest/water?incident={fire.pk}").json()
    assert [(row["name"], row["usable"]) for row in found["rows"]] == [("山塘", True), ("坏水池", False)] and found["km"] == 5
    line = [[pool.lon, pool.lat], [fire.lon, fire.lat]]
    numbers = wang.post("/api/forest/relays/reckon", {"line": line, "lift_m": 80}, content_type="application/json").json()
    assert numbers["pumps"] == len(numbers["at_m"]) == len(numbers["legs"]) >= 2 and numbers["at_m"][0] == 0
    assert (
        wang.post("/api/forest/relays/reckon", {"line": line, "flow_lps": 90}, content_type="application/json").json()["code"]
        == "impossible_line"
    )
    with agrees():
        relay = lay_relay(**ACTOR, incident_id=fire.pk, line=line, wanted=Wanted(80, "d65"), water_id=pool.pk)
    assert (relay.water_name, relay.pumps, Plot.objects.get(pk=relay.plot).symbol) == ("山塘", numbers["pumps"], "hose")
    assert table("area:440117", "relays")[str(relay.pk)]["pumps"] == numbers["pumps"], "the desk holds areas, not incidents"
    with agrees():
        end_relay(**ACTOR, relay_id=relay.pk)
    assert Plot.objects.get(pk=relay.plot).ended_at
    with pytest.raises(Problem, match="已收"):
        end_relay(**ACTOR, relay_id=relay.pk)


def test_the_page_holds_demands_periods_and_figures_of_the_callers_ground(as_user: Any, people: SimpleNamespace):
    today = localdate()
    SpecialPeriod.objects.create(name="防护期", kind="forest", area="4401", first=today - timedelta(days=3), last=today, source="通告")
    settled()
    here = point()
    check_in(**ACTOR, point_id=here.pk, how="voice")
    page = as_user(people.huang).get("/api/forest").json()
    assert [one["level"] for one in page["demands"]] == [1, 2, 3, 4, 5] and len(page["kinds"]) == 6
    assert [(one["name"], one["floor"], one["now"]) for one in page["periods"]] == [("防护期", 3, True)]
    assert [(one["fires"], one["checks"]) for one in as_user(people.huang).get("/api/forest/figures").json()] == [(1, 1)]
    assert [(one["fires"], one["checks"]) for one in as_user(people.nansha).get("/api/forest/figures").json()] == [(0, 0)]
