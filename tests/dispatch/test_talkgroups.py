"""Groups make themselves, rights are decided here, and nobody interferes without leaving a trace."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devices.terminals.models import Downlink
from devices.tracks.models import LastFix
from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.hooks import tell_fate
from dispatch.incidents.actions import end_incident, open_incident
from dispatch.orders.actions import dispatch_units, release
from dispatch.talkgroups import actions, private
from dispatch.talkgroups.members import inside
from dispatch.talkgroups.rights import Rights
from dispatch.teams.models import Member as TeamMember
from realtime import clock
from realtime.accounts.may import caller_of_token, caller_of_user
from realtime.accounts.models import Token
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.log import act
from realtime.log.models import Event
from realtime.rules.models import Rule
from realtime.talk.models import Act, Member, TalkGroup, Ticket
from realtime.talk.tickets import digest
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(people: Any) -> Any:
    return open_incident(actor=people.wang.actor, area="440117", **FIRE)


def group_of(incident: Any) -> TalkGroup:
    return TalkGroup.objects.get(incident_id=incident.pk)


def order_to(people: Any, incident: Any, unit: Any) -> Any:
    return dispatch_units(actor=people.wang.actor, name="王值班", incident_id=incident.pk, unit_ids=[unit.pk], task="出动")


def seat(user: Any, group: TalkGroup) -> Any:
    return Rights(caller_of_user(user)).seat(TalkGroup.objects.get(pk=group.pk))


def test_an_incident_has_its_group_from_the_first_moment_and_loses_it_with_its_end(people: Any, agrees: Any) -> None:
    with agrees("area:4401"):
        incident = open_incident(actor=people.wang.actor, area="440117", **FIRE)
    group = group_of(incident)
    assert (group.state, group.area, group.kind) == ("open", "440117", "incident")
    with agrees(f"incident:{incident.pk}"), act(people.chen.actor):
        end_incident(actor=people.chen.actor, incident=incident, at=clock.now())
    group.refresh_from_db()
    assert group.state == "closed" and group.closed_at is not None


def test_a_team_joins_with_its_assignment_and_leaves_with_its_release(people: Any, incident: Any, unit: Any, agrees: Any) -> None:
    with agrees(f"user:{people.liang.pk}"):
        order_to(people, incident, unit)
    group = group_of(incident)
    member = group.members.get()
    assert (member.kind, member.key, member.accounts) == ("unit", unit.pk, [people.liang.pk, people.ho.pk])
    with agrees("area:4401"):
        release(actor=people.wang.actor, name="王值班", assignment_id=incident.assignments.get().pk)
    assert not group.members.exists()
    assert Event.objects.filter(stream_id=f"user:{people.liang.pk}", kind="talk_group.left").exists()


def test_opening_the_group_of_an_incident_again_gives_the_one_there_is(people: Any, incident: Any, unit: Any) -> None:
    first = actions.open_group(actor=people.wang.actor, kind="incident", name="甲", area="440117", incident_id=incident.pk)
    again = actions.open_group(actor=people.chen.actor, kind="incident", name="乙", area="440117", incident_id=incident.pk, units=[unit.pk])
    assert first.pk == again.pk == group_of(incident).pk
    assert TalkGroup.objects.filter(kind="incident").count() == 1
    assert again.members.get().key == unit.pk


def test_every_district_has_a_standing_group(city: None) -> None:
    areas = set(TalkGroup.objects.filter(kind="area").values_list("area", flat=True))
    assert {"4401", "440117", "440115"} <= areas


def test_who_is_in_the_area_hears_members_of_elsewhere_hear_and_strangers_do_not(people: Any, incident: Any, make_unit: Any) -> None:
    group = group_of(incident)
    assert seat(people.wang, group) | {"name": ""} == {"id": group.pk, "name": "", "priority": 7, "speak": True, "because": "area"}
    assert seat(people.nansha, group) is None
    lent = make_unit("南沙突击队", "440115")
    TeamMember.objects.create(unit=lent, user=people.nansha, role=TeamMember.COMMANDER)
    actions.add_members(actor=people.wang.actor, group_id=group.pk, units=[lent.pk])
    assert seat(people.nansha, group)["because"] == f"member:unit:{lent.pk}"
    wall = caller_of_token(Token(pk=9, kind=Token.WALL, name="大屏", area="4401"))
    found = Rights(wall).seat(group)
    assert found is not None and not found["speak"]


def test_priority_comes_from_role_and_command_never_from_the_page(people: Any, incident: Any, unit: Any) -> None:
    group = group_of(incident)
    assert [seat(user, group)["priority"] for user in (people.ho, people.liang, people.wang, people.chen)] == [4, 5, 7, 8]
    order_to(people, incident, unit)
    assert seat(people.liang, group)["priority"] == 6
    incident.commander_unit_id = unit.pk
    incident.save()
    assert (seat(people.liang, group)["priority"], seat(people.ho, group)["priority"]) == (8, 4)


def test_an_sos_opens_the_districts_group_and_its_caller_is_heard_first(people: Any, unit: Any, agrees: Any) -> None:
    with agrees("area:4401"):
        alarm = raise_alarm(
            actor=people.ho.actor,
            source="sos",
            urgency="critical",
            lon=113.6,
            lat=23.6,
            area="440117",
            subject_id=unit.pk,
            device=people.ho.actor,
        )
    group = TalkGroup.objects.get(kind="area", area="440117")
    assert group.sos and group.raised == {f"unit:{unit.pk}": 9, people.ho.actor: 9}
    assert group.members.get().key == unit.pk
    with act(people.wang.actor):
        tell_fate("verified", alarm)
    group.refresh_from_db()
    assert not group.sos and group.raised == {}


def test_an_sos_of_a_team_at_work_goes_to_its_incidents_group(people: Any, incident: Any, unit: Any) -> None:
    order_to(people, incident, unit)
    raise_alarm(
        actor="terminal:1", source="sos", urgency="critical", lon=113.6, lat=23.6, area="440117", subject_id=unit.pk, device="radio:1"
    )
    assert group_of(incident).sos


def test_the_lasso_takes_whoever_stands_inside(people: Any, make_unit: Any, as_user: Any) -> None:
    here, there = make_unit("在圈内"), make_unit("在圈外")
    now = clock.now()
    for team, lon in ((here, 113.60), (there, 113.90)):
        LastFix.objects.create(subject=team.subject, fixed_at=now, received_at=now, lon=lon, lat=23.6, source="radio")
    polygon = [[113.5, 23.5], [113.7, 23.5], [113.7, 23.7], [113.5, 23.7]]
    assert inside([(lon, lat) for lon, lat in polygon], None) == ([here.pk], [])
    answer = as_user(people.wang).send("/api/talk/groups", {"name": "圈选", "area": "440117", "polygon": polygon})
    assert answer.status_code == 201, answer.content
    assert {(member["kind"], member["id"]) for member in answer.json()["members"]} == {("unit", here.pk), ("user", people.wang.pk)}


def test_radios_without_sound_of_ours_are_told_the_groups_name(people: Any, unit: Any) -> None:
    group = actions.open_group(actor=people.wang.actor, kind="adhoc", name="东片联络组", area="440117", units=[unit.pk])
    assert group.members.count() == 1
    assert Downlink.objects.get(kind="text").payload["text"] == "您已编入通话组“东片联络组”。"


def test_a_ticket_says_what_one_may_do_and_is_refused_for_what_one_may_not_hear(people: Any, incident: Any, as_user: Any) -> None:
    group = group_of(incident)
    answer = as_user(people.wang).send("/api/talk/ticket", {"groups": [group.pk]})
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert body["groups"][0]["speak"] and body["frame_ms"] == 20
    assert body["url"].startswith("ws://testserver:") and "/ws/talk/?ticket=" in body["url"]
    kept = Ticket.objects.get(digest=digest(body["url"].rpartition("=")[2]))
    assert kept.actor == people.wang.actor and kept.groups == body["groups"]
    refused = as_user(people.nansha).send("/api/talk/ticket", {"groups": [group.pk]})
    assert refused.status_code == 404


def test_a_private_call_rings_is_taken_and_belongs_to_its_two(people: Any, as_user: Any, agrees: Any) -> None:
    wang, liang = as_user(people.wang), as_user(people.liang)
    with agrees(f"user:{people.liang.pk}"):
        made = wang.send("/api/talk/private", {"user": people.liang.pk}).json()
    assert made["state"] == "ringing" and made["kind"] == "private"
    assert wang.send("/api/talk/private", {"user": people.liang.pk}).json()["id"] == made["id"]
    assert as_user(people.chen).send("/api/talk/ticket", {"groups": [made["id"]]}).status_code == 404
    assert wang.send(f"/api/talk/private/{made['id']}/accept").status_code == 404
    with agrees(f"user:{people.wang.pk}"):
        assert liang.send(f"/api/talk/private/{made['id']}/accept").json()["state"] == "open"
    assert not Event.objects.filter(
        stream__name__startswith="area:", kind__startswith="talk_group.", body__contains=f'"id":{made["id"]},'
    ).exists()
    assert liang.send(f"/api/talk/groups/{made['id']}/close").json()["why"] == "ended"


def test_a_private_call_nobody_takes_ends_by_itself(people: Any) -> None:
    group = private.call_privately(actor=people.wang.actor, caller_id=people.wang.pk, target=people.ho, area="4401")
    private.nobody_answered(group.pk)
    group.refresh_from_db()
    assert (group.state, group.why) == ("closed", "no_answer")


def test_calling_a_team_rings_its_leader(people: Any, unit: Any, as_user: Any) -> None:
    made = as_user(people.wang).send("/api/talk/private", {"unit": unit.pk}).json()
    assert {member["id"] for member in made["members"]} == {people.wang.pk, people.liang.pk}


def test_interfering_needs_the_right_and_leaves_a_trace_either_way(people: Any, incident: Any, as_user: Any) -> None:
    group = group_of(incident)
    path = f"/api/talk/groups/{group.pk}/override"
    refused = as_user(people.wang).send(path, {"act": "break_down", "reason": "占用信道"})
    assert refused.status_code == 403
    allowed = as_user(people.chen).send(path, {"act": "break_in", "reason": "紧急撤离"})
    assert allowed.status_code == 200, allowed.content
    assert as_user(people.chen).send(path, {"act": "listen", "reason": ""}).status_code == 422
    assert [(row.act, row.state, row.reason) for row in Act.objects.order_by("pk")] == [
        ("break_down", "refused", "占用信道"),
        ("break_in", "asked", "紧急撤离"),
    ]
    assert as_user(people.wang).get("/api/talk/acts?area=4401").status_code == 403
    people.wang.posts.update(role="auditor")
    listed = as_user(people.wang).get("/api/talk/acts?area=4401").json()
    assert [(row["reason"], row["by_name"], row["state"]) for row in listed] == [
        ("紧急撤离", "陈班长", "asked"),
        ("占用信道", "王值班", "refused"),
    ]
    told = Event.objects.filter(stream_id="talk:4401").order_by("seq").values_list("kind", flat=True)
    assert list(told) == ["talk_act.refused", "talk_act.asked"]


def test_who_may_interfere_sees_which_private_calls_go_on_and_nobody_else_does(people: Any, as_user: Any) -> None:
    group = private.call_privately(actor=people.wang.actor, caller_id=people.wang.pk, target=people.ho, area="4401")
    private.accept(actor=people.ho.actor, group_id=group.pk)
    chen = as_user(people.chen)
    (row,) = chen.get("/api/talk/private").json()
    assert (row["id"], row["state"], sorted(row["names"]), row["listening"]) == (group.pk, "open", sorted(["王值班", "何队员"]), False)
    assert chen.send(f"/api/talk/groups/{group.pk}/override", {"act": "listen", "reason": "核查"}).status_code == 200
    assert chen.get("/api/talk/private").json()[0]["listening"]
    for other in (people.wang, people.ho, people.huang):  # the two themselves, and who has no such right
        assert as_user(other).get("/api/talk/private").json() == []
    actions.close_group(actor=people.wang.actor, group_id=group.pk)
    assert chen.get("/api/talk/private").json() == []


def test_listening_gives_a_ticket_for_a_private_call_and_tells_nobody_in_it(people: Any, as_user: Any) -> None:
    group = private.call_privately(actor=people.huang.actor, caller_id=people.huang.pk, target=people.liang, area="440117")
    chen = as_user(people.chen)
    assert chen.send("/api/talk/ticket", {"groups": [group.pk]}).status_code == 404
    assert chen.send(f"/api/talk/groups/{group.pk}/override", {"act": "listen", "reason": "核查"}).json()["state"] == "done"
    given = chen.send("/api/talk/ticket", {"groups": [group.pk]}).json()["groups"][0]
    assert (given["because"], given["speak"]) == ("listen", False)
    assert not Event.objects.filter(kind__startswith="talk_act").exclude(stream_id="talk:4401").exists()


def test_whoever_is_muted_is_named_in_the_group(people: Any, incident: Any, as_user: Any, agrees: Any) -> None:
    path = f"/api/talk/groups/{group_of(incident).pk}/override"
    with agrees(f"incident:{incident.pk}"):
        as_user(people.chen).send(path, {"act": "mute", "reason": "噪声", "user": people.ho.pk})
    assert group_of(incident).muted == [people.ho.actor]
    as_user(people.chen).send(path, {"act": "unmute", "reason": "已排除", "user": people.ho.pk})
    assert group_of(incident).muted == []


def test_the_list_of_groups_has_ones_own_and_those_of_ones_area(people: Any, incident: Any, as_user: Any) -> None:
    group = group_of(incident)
    assert group.pk in [row["id"] for row in as_user(people.huang).get("/api/talk/groups").json()]
    assert group.pk not in [row["id"] for row in as_user(people.nansha).get("/api/talk/groups").json()]
    actions.add_members(actor=people.wang.actor, group_id=group.pk, users=[people.nansha.pk], listen_only=True)
    mine = {row["id"]: row for row in as_user(people.nansha).get("/api/talk/groups").json()}
    assert mine[group.pk]["speak"] is False


def test_members_are_taken_out_and_a_closed_group_takes_none(people: Any, agrees: Any) -> None:
    group = actions.open_group(actor=people.wang.actor, kind="adhoc", name="临时", area="440117", users=[people.ho.pk, people.liang.pk])
    with agrees(f"user:{people.ho.pk}"):
        actions.remove_members(actor=people.wang.actor, group_id=group.pk, members=[("user", people.ho.pk)])
    assert Member.objects.get(group=group).key == people.liang.pk
    actions.close_group(actor=people.wang.actor, group_id=group.pk)
    with pytest.raises(Exception, match="已结束"):
        actions.add_members(actor=people.wang.actor, group_id=group.pk, users=[people.ho.pk])


def test_what_a_drill_opens_is_marked(people: Any) -> None:
    from realtime.exercises.models import Exercise

    drill = Exercise.objects.create(kind="live", name="演练", area="4401")
    incident = open_incident(actor=people.wang.actor, area="440117", exercise=drill.pk, **FIRE)
    group = group_of(incident)
    assert group.exercise_id == drill.pk
    event = Event.objects.get(stream_id=f"incident:{incident.pk}", kind="talk_group.opened")
    assert event.exercise_id == drill.pk and json.loads(event.body)["x"] == drill.pk


def test_the_groups_of_an_exercise_leave_with_it(people: Any, agrees: Any) -> None:
    exercise = start_exercise(actor=people.chen.actor, name="演练", area="4401")
    with agrees():
        open_incident(actor=people.chen.actor, **FIRE, exercise=exercise.pk)
    group = TalkGroup.objects.get(exercise_id=exercise.pk)
    with agrees():
        end_exercise(actor=people.chen.actor, exercise_id=exercise.pk)
    group.refresh_from_db()
    assert (group.state, group.archived) == ("closed", True)


def test_a_call_for_help_stands_even_when_its_talk_group_cannot_be_opened(people: Any, agrees: Any) -> None:
    Rule.objects.filter(name="talk.priority_sos").delete()
    with agrees():
        alarm = raise_alarm(
            actor=people.liang.actor, source="sos", urgency="critical", lon=113.7, lat=23.7, area="440117", device=people.liang.actor
        )
    assert alarm.state == "active" and not TalkGroup.objects.filter(sos=True).exists()
