"""Recommending from rows: the card, who may go and why not, in words a duty officer reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from devices.tracks.models import LastFix
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from dispatch.orders.models import Assignment
from dispatch.recommend import roads
from dispatch.recommend.choose import next_unit, plan, recommend
from dispatch.recommend.models import Floor, RunCard, Substitute
from dispatch.safety.models import Check, RollCall, RollCallLeg
from dispatch.teams.models import StandbyPost, Unit
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from tests.dispatch.test_roads import Engine

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
CITY = ["4401"]


@pytest.fixture
def incident(city: None) -> Incident:
    return open_incident(actor="user:1", **FIRE)


@pytest.fixture
def card(city: None) -> RunCard:
    """Two forest-fire teams with sixty people, one medical team."""
    RunCard.objects.all().delete()
    needs = [{"capability": "forest_fire", "units": 2, "people": 60}, {"capability": "medical", "units": 1, "people": 0}]
    RunCard.objects.create(
        name="森林火灾", type_prefix="11G", level=3, area="4401", source="市级预案", task="",
        needs=[{"capability": "forest_fire", "units": 4, "people": 120}, {"capability": "comms", "units": 1, "people": 0}],
    )  # fmt: skip
    return RunCard.objects.create(
        name="森林火灾",
        type_prefix="11G",
        level=4,
        area="4401",
        needs=needs,
        domain="mountain",
        source="市级预案",
        task="赶赴{place}扑救{type}",
    )


@pytest.fixture
def squad(make_unit: Callable[..., Unit]) -> Callable[..., Unit]:
    def make(name: str, kind: str = "forest_fire", **given: Any) -> Unit:
        return make_unit(name, kind=kind, **given)

    return make


def fix(unit: Unit, seconds_ago: float, lon: float = 113.76, lat: float = 23.73) -> None:
    at = clock.now() - timedelta(seconds=seconds_ago)
    LastFix.objects.create(subject_id=unit.pk, fixed_at=at, received_at=at, lon=lon, lat=lat, source="radio")


def said(row: Any) -> dict[str, str]:
    return {one["code"]: one["text"] for one in [*row["reasons"], *row["unknown"]]}


def test_the_seeded_cards_cover_every_event_type_at_every_level(city: None):
    from dispatch.incidents.models import EventType
    from dispatch.recommend.cards import card_for, cards_of, read_cards
    from dispatch.teams.capabilities import CAPABILITIES

    known = read_cards(EventType.objects.values_list("code", flat=True))
    for code in EventType.objects.values_list("code", flat=True):
        cards = cards_of(known, code, "440117")
        assert sorted(cards) == [1, 2, 3, 4], code
        for level in cards:
            needs = card_for(cards, level).needs
            assert needs and {line["capability"] for line in needs} <= set(CAPABILITIES)
    assert cards_of(known, "12G04", "440106")[4].name == "高层建筑火灾"  # the longer prefix wins
    assert set(Substitute.objects.values_list("needed", flat=True)) <= set(CAPABILITIES)


def test_a_districts_own_card_overrides_the_citys(card: RunCard):
    from dispatch.recommend.cards import cards_of, read_cards

    RunCard.objects.create(name="从化林火", type_prefix="11G", level=4, area="440117", needs=[], source="区级预案")
    known = read_cards(["11G01"])
    assert cards_of(known, "11G01", "440117")[4].name == "从化林火"
    assert cards_of(known, "11G01", "440118")[4].name == "森林火灾"


def test_a_proposal_says_why_how_soon_how_sure_and_what_was_not_known(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    post = StandbyPost.objects.create(name="良口驻防点", kind="fire", area="440117", lon=113.737, lat=23.711)
    near = squad("甲队")
    squad("乙队", post=post)
    squad("丙队", area="440118", lon=113.811, lat=23.261)
    squad("丁队", area="440118", lon=113.811, lat=23.2)  # keeps the floor of its district
    fix(near, 700, lon=113.68, lat=23.68)
    answer = recommend(incident, limit=10, scopes=CITY)
    rows = {row["unit"]["name"]: row for row in answer["proposals"]}
    assert [row["unit"]["name"] for row in answer["proposals"][:2]] == ["乙队", "甲队"]  # at the post they turn out at once
    assert rows["乙队"]["position"] == {"lon": 113.737, "lat": 23.711, "age_s": None, "source": "post"}
    assert "靠前驻防点" in said(rows["乙队"])["post"] and "没有实时定位" in said(rows["乙队"])["no_fix"]
    assert rows["甲队"]["position"]["source"] == "fix" and 695 <= (rows["甲队"]["position"]["age_s"] or 0) <= 720
    assert said(rows["甲队"])["old_fix"] == "定位已 12 分钟未更新"
    assert said(rows["甲队"])["capability"] == "专业对口:森林消防"
    assert rows["丙队"]["crossings"][0] == "area" and "增城区" in said(rows["丙队"])["crossing"]
    assert said(rows["丙队"])["lending"] == "调出后增城区森林消防剩 1 支,留守底线 1 支"
    assert rows["丙队"]["eta"]["source"] == "estimate" and "按山区公路估算" in said(rows["丙队"])["eta"]
    assert 70 * 60 < rows["丙队"]["eta_s"] < 110 * 60
    assert "编制 30 人" in said(rows["丙队"])["headcount"]
    assert answer["run_card"]["task"] == f"赶赴良口镇扑救{incident.type.name}"
    assert {"ungraded", "no_engine"} <= {note["code"] for note in answer["notes"]}


def test_a_fix_too_old_is_not_used(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    fix(squad("甲队"), 7300)
    (row,) = recommend(incident, scopes=CITY)["proposals"]
    assert row["position"] == {"lon": 113.586, "lat": 23.548, "age_s": row["position"]["age_s"], "source": "base"}
    assert "最后定位在 2 小时 2 分前" in said(row)["fix_unused"]


def test_the_set_meets_the_card_and_the_rest_is_named_as_short(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    for number in range(4):
        squad(f"队{number}", headcount=25)
    answer = recommend(incident, scopes=CITY)
    assert [row["chosen"] for row in answer["proposals"]] == [True, True, True, False]  # 60 people need three teams of 25
    (short,) = answer["shortfalls"]
    assert (short["capability"], short["needed"], short["found"]) == ("medical", 1, 0)
    assert short["text"] == "医疗救护:需 1 支,可派 0 支,缺 1 支"
    assert answer["next_level"] == {
        "level": 3, "name": "森林火灾 Ⅲ级 较大",
        "needs": [{"capability": "forest_fire", "units": 2, "people": 60}, {"capability": "comms", "units": 1, "people": 0}],
    }  # fmt: skip


def test_everybody_left_out_is_named_with_the_reason(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    other = open_incident(actor="user:1", **FIRE | {"place": "吕田镇"})
    held, lost, here = squad("在办队"), squad("失联队"), squad("在场队")
    squad("检修队", status_id="maintenance")
    squad("休整队", rest_until=clock.now() + timedelta(hours=3))
    squad("供电队", kind="power")
    squad("增城队", area="440118", lon=113.811, lat=23.261)
    for unit, incident_of in ((held, other), (lost, other), (here, incident)):
        Assignment.objects.create(unit=unit, incident=incident_of, opened_by="user:1")
    gone = Assignment.objects.get(unit=lost)
    now = clock.now()
    Check.objects.create(
        assignment=gone, unit=lost, incident=other, area=other.area, interval_s=900, state="lost", contact_at=now, contact_how="fix", due_at=now,
    )  # fmt: skip
    answer = recommend(incident, scopes=CITY)
    out = {row["unit"]["name"]: row for row in answer["excluded"]}
    assert {name: row["code"] for name, row in out.items()} == {
        "在办队": "assigned", "失联队": "lost", "在场队": "here", "检修队": "off", "休整队": "resting", "供电队": "capability", "增城队": "floor",
    }  # fmt: skip
    assert out["在办队"]["text"] == f"已派往事件 {other.number}(吕田镇)" and out["在办队"]["holder"] == {
        "incident": other.pk,
        "number": other.number,
    }
    assert out["检修队"]["text"] == "当前“装备检修”,不可派"
    assert out["增城队"]["text"] == "增城区森林消防留守底线 1 支,没有可外调的队伍"
    assert answer["excluded_counts"] == {row["code"]: 1 for row in out.values()}
    assert answer["proposals"] == []
    assert {"there_already"} <= {note["code"] for note in answer["notes"]}
    assert next(row for row in answer["shortfalls"] if row["capability"] == "forest_fire")["needed"] == 1  # one is there already


def test_a_district_left_bare_is_named_with_who_could_move_up(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    squad("从化队")
    squad("增城一队", area="440118", lon=113.811, lat=23.261)
    squad("增城二队", area="440118", lon=113.811, lat=23.3)
    Floor.objects.create(area="440118", kind="forest_fire", units=0, source="区级")
    RunCard.objects.filter(level=4).update(needs=[{"capability": "forest_fire", "units": 1, "people": 0}])
    (row,) = recommend(incident, scopes=CITY)["cover"]
    assert (row["area"], row["kind"], row["left"], row["floor"]) == ("440117", "forest_fire", 0, 1)
    assert row["move"] is not None and row["move"]["name"] == "增城二队"
    assert row["text"].startswith("派出后从化区森林消防剩 0 支,低于留守底线 1 支,建议增城二队前移补位(约 ")


def test_a_roll_call_confirms_the_heads(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    unit = squad("甲队", headcount=30)
    before = open_incident(actor="user:1", **FIRE)
    assignment = Assignment.objects.create(unit=unit, incident=before, opened_by="user:1", state="released", released_at=clock.now())
    call = RollCall.objects.create(incident=before, area=before.area, started_by="user:1", due_at=clock.now(), state="complete")
    RollCallLeg.objects.create(
        roll_call=call, assignment=assignment, unit=unit, state="answered", at=clock.now(), how="voice", headcount=22
    )
    (row,) = recommend(incident, scopes=CITY)["proposals"]
    assert said(row)["counted"] == "最近点名在位 22 人" and "headcount" not in said(row)


def test_a_districts_officer_sees_its_own_teams_and_is_told_so(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    squad("从化队")
    squad("增城队", area="440118", lon=113.811, lat=23.261)
    answer = recommend(incident, scopes=["440117"])
    assert [row["unit"]["name"] for row in answer["proposals"]] == ["从化队"]
    assert answer["excluded"] == []
    assert next(note["text"] for note in answer["notes"] if note["code"] == "scope") == "只列出您辖区(440117)内的队伍,跨区增援请报上级"


def test_an_exercise_holds_teams_apart_from_the_real_world(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    unit = squad("甲队")
    Assignment.objects.create(unit=unit, incident=incident, opened_by="user:1")
    drill = start_exercise(actor="user:1", name="桌面推演", area="4401")
    drilled = open_incident(actor="user:1", exercise=drill.pk, **FIRE)
    assert [row["unit"]["name"] for row in recommend(drilled, scopes=CITY)["proposals"]] == ["甲队"]
    live = start_exercise(actor="user:1", name="实战演练", area="4401", kind="live")
    marched = open_incident(actor="user:1", exercise=live.pk, **FIRE)
    answer = recommend(marched, scopes=CITY)  # a live drill calls people out: not those at work for real
    assert [row["code"] for row in answer["excluded"]] == ["assigned"] and answer["proposals"] == []


def test_the_ladder_gets_the_next_team_of_the_kind_that_nobody_asked(incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    near, far = squad("近队"), squad("远队", lon=113.4, lat=23.4)
    squad("医疗队", kind="medical")
    fix(near, 5)
    assert next_unit(incident) == near
    assert next_unit(incident, capability="forest_fire", exclude={near.pk}) == far
    assert next_unit(incident, capability="forest_fire", exclude={near.pk, far.pk}) is None
    assert next_unit(incident, capability="medical").name == "医疗队"  # type: ignore[union-attr]


def test_a_road_engine_is_asked_for_the_first_few_and_its_time_counts(
    incident: Incident, card: RunCard, squad: Callable[..., Unit], settings: Any, monkeypatch: pytest.MonkeyPatch
):
    near, far, island = squad("近队", lon=113.76, lat=23.73), squad("远队"), squad("岛队", lon=113.5, lat=23.5)
    settings.ROUTING_URL = "osrm+http://127.0.0.1:1"
    seconds = {(near.lon, near.lat): (5000.0, 60_000.0), (far.lon, far.lat): (900.0, None), (island.lon, island.lat): None}
    monkeypatch.setitem(roads.ENGINES, "osrm", lambda base, origins, target, until: [seconds[origin] for origin in origins])
    rows = {row["unit"]["name"]: row for row in recommend(incident, scopes=CITY)["proposals"]}
    assert next(iter(rows)) == "远队"  # a landslide stands between the near one and the fire, and the engine knows
    assert rows["近队"]["eta"] == {"source": "osrm", "mode": "mountain", "distance_m": 60_000} and rows["近队"]["eta_s"] == 5300
    assert "OSRM 路网计算" in said(rows["近队"])["eta"]
    assert rows["岛队"]["eta"]["source"] == "estimate" and said(rows["岛队"])["no_road"] == "路网引擎找不到通行道路,按直线估算"


def test_an_engine_that_sleeps_costs_its_time_and_then_estimates_are_marked(
    incident: Incident, card: RunCard, squad: Callable[..., Unit], settings: Any
):
    from realtime.rules.models import Rule

    squad("甲队")
    Rule.objects.filter(name="recommend.routing_timeout_s").update(value=0.1)
    engine = Engine()
    engine.how = "sleeps"
    roads.forget_rest()
    settings.ROUTING_URL = f"valhalla+{engine.base}"
    answer = recommend(incident, scopes=CITY)
    engine.server.shutdown()
    roads.forget_rest()
    assert answer["proposals"][0]["eta"]["source"] == "estimate"
    assert next(note["text"] for note in answer["notes"] if note["code"] == "engine_away") == "Valhalla 路网没有回答,到场时间均为估算"


def test_a_plan_for_several_incidents_shows_what_it_changes(card: RunCard, squad: Callable[..., Unit]):
    RunCard.objects.filter(level__in=(3, 4)).update(needs=[{"capability": "forest_fire", "units": 1, "people": 20}])
    west, east = squad("西队", lon=113.45, lat=23.6), squad("东队", lon=113.50, lat=23.6)
    heavy = open_incident(actor="user:1", type="11G01", lon=113.48, lat=23.6, area="440117")
    Incident.objects.filter(pk=heavy.pk).update(grade=3, grade_state="proposed")
    heavy.refresh_from_db()
    light = open_incident(actor="user:1", type="11G01", lon=113.60, lat=23.6, area="440117")
    from realtime.rules.models import Rule

    Rule.objects.filter(name="recommend.weights").update(value={"grade": {"3": 1.1, "4": 1}, "urgency": {"normal": 1}})
    found = plan([light, heavy], scopes=CITY)
    assert {row["unit"]["id"]: row["incident"] for row in found["greedy"]} == {east.pk: heavy.pk, west.pk: light.pk}
    assert {row["unit"]["id"]: row["incident"] for row in found["optimal"]} == {west.pk: heavy.pk, east.pk: light.pk}
    assert found["weighted_eta_s"]["optimal"] < found["weighted_eta_s"]["greedy"]
    assert [row["text"] for row in found["diff"]] == [
        f"西队:由{light.number}改派{heavy.number}", f"东队:由{heavy.number}改派{light.number}",
    ]  # fmt: skip
    assert found["unfilled"] == {"greedy": [], "optimal": []}
    assert [(row["number"], row["wanted"]) for row in found["incidents"]] == [(light.number, 1), (heavy.number, 1)]
    assert light.place in found["incidents"][0]["task"] or "现场" in found["incidents"][0]["task"]

    # With one team fewer somebody gets none, and the plan says why.
    far = next(row["unit"]["id"] for row in found["greedy"] if row["incident"] == light.pk)
    Assignment.objects.create(unit_id=far, incident=open_incident(actor="user:1", **FIRE), opened_by="user:1")
    short = plan([light, heavy], scopes=CITY)["unfilled"]["optimal"]
    assert [(row["number"], row["why"], row["text"]) for row in short] == [
        (light.number, "used", "缺 1 支森林消防:能及时赶到的都已派往别的事件")
    ]


def test_real_incidents_and_an_exercise_are_not_planned_together(incident: Incident):
    drill = start_exercise(actor="user:1", name="桌面推演", area="4401")
    drilled = open_incident(actor="user:1", exercise=drill.pk, **FIRE)
    with pytest.raises(Problem, match="演练"):
        plan([incident, drilled], scopes=CITY)


def test_over_http(as_user: Callable[..., Any], people: SimpleNamespace, incident: Incident, card: RunCard, squad: Callable[..., Unit]):
    squad("从化队")
    client = as_user(people.wang)
    answer = client.get(f"/api/incidents/{incident.pk}/recommendation?limit=5")
    assert answer.status_code == 200 and answer.json()["proposals"][0]["unit"]["name"] == "从化队"
    assert client.get(f"/api/incidents/{incident.pk}/recommendation?limit=0").status_code == 422
    assert as_user(people.nansha).get(f"/api/incidents/{incident.pk}/recommendation").status_code == 404
    assert client.send("/api/recommendations/plan", {"incidents": [incident.pk, incident.pk]}).status_code == 200
    gone = client.send("/api/recommendations/plan", {"incidents": [999_999]})
    assert (gone.status_code, gone.json()["where"]) == (404, ["999999"])
    assert as_user(people.nansha).send("/api/recommendations/plan", {"incidents": [incident.pk]}).status_code == 404
