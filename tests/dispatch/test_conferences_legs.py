"""会商: one conference per incident, a leg per invitee, and every move told so that all screens agree."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from devices.video.actions import add_link
from dispatch.callout.actions import answer_call
from dispatch.callout.models import Attempt, Call
from dispatch.conferences.actions import empty_due, end_conference, invite_more, open_conference, share, switch_provider
from dispatch.conferences.inviting import Invitees
from dispatch.conferences.joining import join_conference, no_answer_due, set_leg_state, show_picture
from dispatch.conferences.leaving import archive_conferences
from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.states import INVITED, LEG_STATES, MOVES
from dispatch.conferences.systems import MeetingRoom
from dispatch.contacts.actions import add_person
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import Incident
from realtime.accounts.may import caller_of_token, caller_of_user
from realtime.accounts.tokens import issue_token
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.log.models import Event
from realtime.rooms.models import Peer
from realtime.rooms.sweeping import sweep_rooms
from realtime.snapshots import snapshot
from tests.conftest import FIRE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _records(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def incident(people: SimpleNamespace) -> Incident:
    return open_incident(actor="system", area="440117", **FIRE)


@pytest.fixture
def held(people: SimpleNamespace, incident: Incident) -> Conference:
    """The officer's, with a colleague and the district's officer invited."""
    return open_conference(
        actor=people.wang.actor,
        name="王值班",
        area="440117",
        purpose="良口镇山火会商",
        incident_id=incident.pk,
        users=[people.chen, people.huang],
    )


def leg(conference: Conference, user: Any) -> Leg:
    return Leg.objects.get(conference=conference, user=user, unit=None)


def join(conference: Conference, user: Any, *, video: bool = False) -> Any:
    return join_conference(who=caller_of_user(user), conference_id=conference.pk, how="screen", video=video)


def test_every_state_has_its_moves_and_only_known_ones():
    names = {state for state, _ in LEG_STATES}
    assert set(MOVES) == names and set().union(*MOVES.values()) <= names


def test_a_conference_and_its_legs_come_to_every_screen(people: SimpleNamespace, incident: Incident, unit: Any, agrees: Any):
    for scope in ("area:4401", f"incident:{incident.pk}", f"user:{people.huang.pk}", f"user:{people.liang.pk}"):
        with agrees(scope):
            conference = open_conference(
                actor=people.wang.actor, name="王值班", area="440117", purpose="会商", incident_id=incident.pk, users=[people.huang],
                units=[unit],
            )  # fmt: skip
            join(conference, people.huang)
            join(conference, people.liang)
            end_conference(actor=people.wang.actor, conference_id=conference.pk)


def test_a_second_press_uses_the_open_conference_and_invites_only_who_is_missing(
    people: SimpleNamespace, held: Conference, incident: Incident
):
    again = open_conference(
        actor=people.chen.actor, name="陈班长", area="440117", purpose="又一次", incident_id=incident.pk, users=[people.huang, people.liang]
    )
    assert (again.pk, again.purpose) == (held.pk, "良口镇山火会商")
    assert sorted(held.legs.values_list("name", flat=True)) == sorted(["王值班", "陈班长", "黄从化", "梁队长"])
    assert Event.objects.filter(stream_id=f"user:{people.huang.pk}", kind="conference_leg.invited").count() == 1


def test_twenty_legs_are_invited_well_within_ten_seconds(people: SimpleNamespace, incident: Incident, make_unit: Any):
    units = [make_unit(name=f"队{number}") for number in range(20)]
    began = time.monotonic()
    conference = open_conference(
        actor=people.wang.actor, name="王值班", area="440117", purpose="会商", incident_id=incident.pk, units=units, users=[people.chen]
    )
    assert time.monotonic() - began < 10
    assert conference.legs.filter(state=INVITED).count() == 22


def test_whoever_comes_in_shows_as_joined_and_whoever_goes_as_left(people: SimpleNamespace, held: Conference):
    entry = join(held, people.chen, video=True)
    assert (entry["provider"], entry["video"], entry["told"]) == ("mesh", True, "") and entry["ticket"]
    mine = leg(held, people.chen)
    assert (mine.state, mine.video) == ("joined", True)
    set_leg_state(actor=people.chen.actor, conference_id=held.pk, leg_id=mine.pk, state="left")
    mine.refresh_from_db()
    assert (mine.state, mine.video) == ("left", False) and mine.left_at
    assert not Peer.objects.exists()
    assert join(held, people.chen)["leg"] == mine.pk  # back by the same leg


def test_a_page_that_vanishes_is_left_within_fifteen_seconds(people: SimpleNamespace, held: Conference):
    join(held, people.chen)
    sweep_rooms()
    assert leg(held, people.chen).state == "joined"
    Peer.objects.update(seen_at=timezone.now() - timedelta(seconds=9))
    assert sweep_rooms() == 1
    mine = leg(held, people.chen)
    assert (mine.state, mine.why) == ("left", "vanished")


def test_the_mesh_takes_four_pictures_and_eight_voices_and_says_so(people: SimpleNamespace, incident: Incident, city: None):
    from tests.conftest import person

    crowd = [person(f"p{number}", f"甲{number}", "duty_officer", "4401") for number in range(9)]
    conference = open_conference(
        actor=people.wang.actor, name="王值班", area="440117", purpose="会商", incident_id=incident.pk, users=crowd
    )
    entries = [join(conference, one, video=True) for one in crowd[:5]]
    assert [entry["video"] for entry in entries] == [True] * 4 + [False]
    assert entries[4]["told"] == "画面已满 4 路,已以语音加入。"
    with pytest.raises(Problem) as full:
        show_picture(actor=crowd[4].actor, conference_id=conference.pk, leg_id=leg(conference, crowd[4]).pk, video=True)
    assert full.value.code == "room_full"
    for one in crowd[5:8]:
        join(conference, one)
    with pytest.raises(Problem) as full:
        join(conference, crowd[8])
    assert full.value.code == "room_full" and "最多 8 方" in full.value.detail
    show_picture(actor=crowd[0].actor, conference_id=conference.pk, leg_id=leg(conference, crowd[0]).pk, video=False)
    assert show_picture(actor=crowd[4].actor, conference_id=conference.pk, leg_id=leg(conference, crowd[4]).pk, video=True).video


def test_of_a_unit_the_first_who_comes_takes_the_leg_and_the_second_gets_an_own(people: SimpleNamespace, held: Conference, unit: Any):
    invite_more(actor=people.wang.actor, conference_id=held.pk, given=Invitees(units=[unit]))
    first = join(held, people.liang)
    assert Leg.objects.get(pk=first["leg"]).who == {"user": people.liang.pk, "unit": unit.pk}
    second = join(held, people.ho)
    assert second["leg"] != first["leg"] and Leg.objects.get(pk=second["leg"]).who == {"user": people.ho.pk}


def test_somebody_uninvited_of_another_district_does_not_come_in(people: SimpleNamespace, held: Conference):
    with pytest.raises(Problem) as no:
        join(held, people.nansha)
    assert no.value.code == "forbidden"


def test_who_does_not_answer_is_given_up_and_may_still_come(people: SimpleNamespace, held: Conference):
    chen = leg(held, people.chen)
    assert Deadline.objects.filter(kind="conference.no_answer", object_id=chen.pk).exists()
    set_leg_state(actor=people.chen.actor, conference_id=held.pk, leg_id=chen.pk, state="ringing")
    no_answer_due(chen.pk)
    chen.refresh_from_db()
    assert (chen.state, chen.why) == ("failed", "no_answer")
    set_leg_state(actor=people.chen.actor, conference_id=held.pk, leg_id=chen.pk, state="ringing")  # a late receipt
    chen.refresh_from_db()
    assert chen.state == "failed"
    join(held, people.chen)
    assert leg(held, people.chen).state == "joined"
    assert not Deadline.objects.filter(kind="conference.no_answer", object_id=chen.pk).exists()


def test_a_contact_without_account_is_called_and_an_answer_is_not_yet_a_presence(people: SimpleNamespace, held: Conference):
    village = add_person(
        actor="system", name="村支书", area="440117", role="duty_desk", addresses=[{"channel": "record", "value": "13900000000", "rank": 0}]
    )
    nobody = add_person(actor="system", name="无号码", area="440117", role="duty_desk", addresses=[])
    invite_more(actor=people.wang.actor, conference_id=held.pk, given=Invitees(persons=[village, nobody]))
    reached, missed = Leg.objects.get(person=village), Leg.objects.get(person=nobody)
    assert (reached.state, reached.how) == ("ringing", "callout") and (missed.state, missed.why) == ("failed", "no_address")
    call = Call.objects.get(pk=reached.call)
    assert "良口镇山火会商" in call.callout.text and call.callout.purpose == "conference"
    answer_call(actor=people.wang.actor, call_id=call.pk, answer="entered", action_text="马上接入", said_by="村支书", read_back=True)
    reached.refresh_from_db()
    assert (reached.state, reached.why) == ("ringing", "answered")


def test_of_a_table_top_nothing_goes_outside_and_everything_leaves_with_it(people: SimpleNamespace):
    exercise = start_exercise(actor="system", name="推演", area="4401")
    incident = open_incident(actor="system", area="440117", exercise=exercise.pk, **FIRE)
    village = add_person(
        actor="system", name="村支书", area="440117", role="duty_desk", addresses=[{"channel": "record", "value": "1", "rank": 0}]
    )
    conference = open_conference(
        actor=people.wang.actor,
        name="王值班",
        area="440117",
        purpose="推演会商",
        incident_id=incident.pk,
        users=[people.chen],
        persons=[village],
    )
    assert (conference.exercise_id, leg(conference, people.chen).quiet) == (exercise.pk, True)
    assert set(Attempt.objects.values_list("result", flat=True)) == {"suppressed"}
    end_exercise(actor="system", exercise_id=exercise.pk)
    left = Event.objects.filter(stream_id="area:440117", kind__in=("conference.left", "conference_leg.left")).values_list("kind", flat=True)
    assert sorted(left) == ["conference.left", *["conference_leg.left"] * 3]
    board = snapshot("area:4401")["state"]
    assert (board["conferences"], board["conference_legs"]) == ({}, {})


def test_moving_to_another_provider_tells_every_leg_to_come_in_anew(people: SimpleNamespace, held: Conference, agrees: Any):
    MeetingRoom.objects.create(
        name="一号会议室", system="腾讯会议", number="123 456 789", url="https://meeting.example/1", password="2026", area="4401"
    )
    join(held, people.chen)
    with agrees():
        switch_provider(actor=people.wang.actor, conference_id=held.pk, provider="link")
    held.refresh_from_db()
    chen = leg(held, people.chen)
    assert (held.provider, held.turn, chen.state, chen.why) == ("link", 2, "invited", "switched")
    assert not Peer.objects.exists()
    entry = join(held, people.chen)
    assert (entry["number"], entry["password"], entry["ticket"]) == ("123 456 789", "2026", "")
    assert "2026" not in str(list(Event.objects.filter(kind__startswith="conference").values_list("body", flat=True))).replace(
        "2026-", ""
    ).replace("HY2026", "")


def test_two_conferences_get_two_of_the_bureaus_rooms_and_a_third_is_told_that_there_is_none(people: SimpleNamespace, city: None):
    for number in ("1", "2"):
        MeetingRoom.objects.create(name=number, system="华为", number=number, area="4401")
    taken = [
        open_conference(actor=people.wang.actor, name="王", area="440117", purpose="会商", provider="link").meeting_room.name
        for _ in range(2)
    ]
    assert sorted(taken) == ["1", "2"]
    with pytest.raises(Problem) as none:
        open_conference(actor=people.wang.actor, name="王", area="440117", purpose="会商", provider="link")
    assert none.value.code == "room_full"
    end_conference(actor="system", conference_id=Conference.objects.order_by("pk")[0].pk)
    assert open_conference(actor=people.wang.actor, name="王", area="440117", purpose="会商", provider="link").meeting_room.name == taken[0]


def test_a_provider_nobody_configured_is_refused_by_name(people: SimpleNamespace, city: None):
    with pytest.raises(Problem) as no:
        open_conference(actor=people.wang.actor, name="王", area="4401", purpose="会商", provider="janus")
    assert "尚未配置" in no.value.detail


def test_a_link_a_screen_or_a_map_is_shared_and_ends_with_its_leg(people: SimpleNamespace, held: Conference, agrees: Any):
    link = add_link(actor="system", kind="video", label="无人机", url="https://video.example/1", area="440117")
    entry = join(held, people.chen)
    with agrees():
        share(actor=people.chen.actor, conference_id=held.pk, kind="link", link_id=link.pk)
        share(actor=people.chen.actor, conference_id=held.pk, kind="map", leg_id=entry["leg"])
    held.refresh_from_db()
    assert held.shared == {"kind": "map", "leg": entry["leg"]}
    set_leg_state(actor=people.chen.actor, conference_id=held.pk, leg_id=entry["leg"], state="left")
    held.refresh_from_db()
    assert held.shared is None
    with pytest.raises(Problem):
        share(actor=people.chen.actor, conference_id=held.pk, kind="screen", leg_id=entry["leg"])


def test_a_conference_that_everybody_left_ends_by_itself(people: SimpleNamespace, held: Conference):
    entry = join(held, people.chen)
    set_leg_state(actor=people.chen.actor, conference_id=held.pk, leg_id=entry["leg"], state="left")
    assert Deadline.objects.filter(kind="conference.empty", object_id=held.pk).exists()
    empty_due(held.pk)
    held.refresh_from_db()
    assert held.state == "ended"
    assert set(held.legs.values_list("state", "why")) == {("failed", "ended"), ("left", "")}


def test_a_wall_that_is_a_leg_watches_and_a_wall_that_is_none_does_not(people: SimpleNamespace, held: Conference, agrees: Any):
    token, _ = issue_token(actor="system", kind="wall", name="一号屏", area="4401")
    other, _ = issue_token(actor="system", kind="wall", name="二号屏", area="4401")
    with agrees(f"wall:{token.pk}"):
        invite_more(actor=people.wang.actor, conference_id=held.pk, given=Invitees(walls=[token.pk]))
        entry = join_conference(who=caller_of_token(token), conference_id=held.pk, how="wall", video=True)
    assert (entry["listen_only"], entry["video"]) == (True, False)
    with pytest.raises(Problem):
        join_conference(who=caller_of_token(other), conference_id=held.pk, how="wall", video=False)


def test_what_is_over_leaves_the_board_a_day_later(people: SimpleNamespace, agrees: Any):
    conference = open_conference(actor=people.wang.actor, name="王", area="440117", purpose="会商", users=[people.chen])
    end_conference(actor="system", conference_id=conference.pk)
    assert archive_conferences() == 0
    Conference.objects.update(ended_at=timezone.now() - timedelta(days=3))
    with agrees():
        assert archive_conferences() == 1


def test_over_http_an_invitee_of_another_district_rings_comes_in_and_declines(people: SimpleNamespace, held: Conference, as_user: Any):
    invite_more(actor=people.wang.actor, conference_id=held.pk, given=Invitees(users=[people.nansha]))
    client, mine = as_user(people.nansha), leg(held, people.nansha)
    path = f"/api/conferences/{held.pk}"
    assert client.get(path).json()["purpose"] == "良口镇山火会商"
    assert client.send(f"{path}/legs/{mine.pk}/state", {"state": "ringing"}).json()["state"] == "ringing"
    assert client.send(f"{path}/legs/{leg(held, people.chen).pk}/state", {"state": "left"}).status_code == 403
    assert client.send(f"{path}/join", {"video": False}).json()["socket"] == "/ws/rtc/"
    assert client.send(f"{path}/legs/{mine.pk}/state", {"state": "left"}).json()["state"] == "left"
    assert client.send(f"{path}/end").status_code == 403


def test_a_locked_seat_does_not_come_in(people: SimpleNamespace, held: Conference, as_user: Any):
    client = as_user(people.chen)
    client.send("/api/session/lock")
    assert client.send(f"/api/conferences/{held.pk}/join").json()["code"] == "locked"


def test_the_incidents_timeline_says_who_was_in(people: SimpleNamespace, held: Conference, incident: Incident):
    join(held, people.chen)
    end_conference(actor=people.wang.actor, conference_id=held.pk)
    kinds = list(Event.objects.filter(stream_id=f"incident:{incident.pk}", kind__startswith="conference").values_list("kind", flat=True))
    assert "conference.started" in kinds and "conference_leg.joined" in kinds and "conference.ended" in kinds
