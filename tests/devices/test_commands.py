"""Commands to devices: their life from the press to the end, who may, who has to agree, and what the clerk does about silence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from devices import handlers
from devices.adapters import BY_NAME as ADAPTERS
from devices.adapters.known import Command as Told
from devices.adapters.known import Facts
from devices.commands import following
from devices.commands.actions import issue
from devices.commands.models import Command
from devices.commands.sorts import KINDS
from devices.inbox.answers import settle_command
from devices.mapping.models import MappingRow
from devices.readings import Answer, Progress, Source
from devices.terminals.models import Downlink, Subject, Terminal
from devices.terminals.sending import mark_sent
from devices.tracks.models import LastFix
from devices.video.registry import add_stream
from devices.video.watching import watch
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db

AREA = "440117"
SENSORS = [(name, "sensor") for name in ("homie", "thingsboard", "sensorthings", "mapped")]
POINT = {"lon": 113.58, "lat": 23.55, "height": 320.0}
INBOX: Any = SimpleNamespace(received_at=None)
Agrees = Callable[..., AbstractContextManager[None]]


def terminal(adapter: str, kind: str, **meta: Any) -> Terminal:
    subject = Subject.objects.create(kind=kind, area=AREA, label="一号")
    return Terminal.objects.create(adapter=adapter, external_id=f"X{subject.pk}", subject=subject, area=AREA, kind=kind, meta=meta)


@pytest.fixture
def drone(city: None) -> Terminal:
    made = terminal("dji", "uav", gateway="DOCK1", cameras=[{"video_id": "X/53-0-0/normal-0", "types": ["wide"]}])
    now = clock.now()
    LastFix.objects.create(subject=made.subject, fixed_at=now, received_at=now, lon=113.58, lat=23.54, source="dji")
    return made


@pytest.fixture
def radio(city: None) -> Terminal:
    return terminal("radio", "radio")


def give(to: Terminal, kind: str, **params: Any) -> Command:
    return issue(actor="user:1", name="王值班", terminal=to, kind=kind, params=params)


def sent(command: Command) -> Command:
    mark_sent(command.downlink_id or 0)
    return now_of(command)


def now_of(command: Command) -> Command:
    return Command.objects.select_related("terminal", "downlink").get(pk=command.pk)


def answer(command: Command, result: int = 0, text: str = "") -> Command:
    assert command.downlink is not None
    source = Source(command.terminal.adapter, command.terminal.external_id)
    reading = Answer(source=source, correlation=str(command.downlink.correlation), result=result, method="m", text=text)
    settle_command(reading, command.terminal, SimpleNamespace(received_at=clock.now()))  # type: ignore[arg-type]
    return now_of(command)


def progress(command: Command, state: Any, by: Terminal | None = None, **more: Any) -> Command:
    by = by or command.terminal
    told = Progress(source=Source("dji", by.external_id), message_id="m", kind=command.kind, state=state, **({"run": command.run} | more))
    following.take_progress(told, by, INBOX)
    return now_of(command)


def later(command: Command, seconds: float) -> Command:
    """As if so much time had gone by, and the clerk looked."""
    gone_by(command, seconds)
    following.look(command.pk)
    return now_of(command)


def gone_by(command: Command, seconds: float) -> None:
    gone = timedelta(seconds=seconds)
    row = now_of(command)
    for name in ("asked_at", "issued_at", "sent_at", "accepted_at", "moved_at", "settled_at"):
        if getattr(row, name) is not None:
            setattr(row, name, getattr(row, name) - gone)
    row.save()
    if row.downlink is not None and row.downlink.expires_at is not None:
        Downlink.objects.filter(pk=row.downlink_id).update(expires_at=row.downlink.expires_at - gone)


def test_a_flight_to_a_point_lives_from_the_press_to_the_end(drone: Terminal, agrees: Agrees) -> None:
    with agrees():
        command = give(drone, "fly_to_point", **POINT)
        assert command.state == "issued" and command.run
    with agrees():
        command = sent(command)
        assert command.state == "sent"
    with agrees():
        command = answer(command)
        assert command.state == "accepted", "the aircraft has agreed; it is not there yet"
    with agrees():
        command = progress(command, "running", percent=40.0, step="余 812 m")
        assert (command.state, command.percent, command.step) == ("accepted", 40, "余 812 m")
    with agrees():
        command = progress(command, "done", percent=100.0)
        assert command.state == "done" and command.settled_at
    with agrees():
        following.look(command.pk)
        assert now_of(command).archived


def test_a_command_that_takes_no_time_is_done_by_its_answer(radio: Terminal) -> None:
    assert answer(sent(give(radio, "text", text="请到3号路口"))).state == "done"


def test_a_refusal_is_a_failure_in_the_devices_words(drone: Terminal) -> None:
    command = answer(sent(give(drone, "return_home")), 314000, "设备忙(指令 return_home,错误码 314000)")
    assert (command.state, command.error) == ("failed", "设备忙(指令 return_home,错误码 314000)")


def test_progress_that_overtakes_the_answer_counts(drone: Terminal) -> None:
    command = progress(give(drone, "fly_to_point", **POINT), "running", step="余 9 m")
    assert command.state == "accepted"
    assert answer(command).state == "accepted"


def test_a_return_that_names_no_flight_is_that_of_the_drone_behind_the_dock(drone: Terminal) -> None:
    dock = Terminal.objects.create(adapter="dji", external_id="DOCK1", subject=drone.subject, area=AREA, kind="dock")
    command = sent(give(drone, "return_home"))
    assert progress(command, "running", dock, run="", step="正在返航").step == "正在返航"
    assert progress(command, "done", run="").state == "done"


def test_anothers_flight_is_not_ours(drone: Terminal) -> None:
    command = sent(give(drone, "fly_to_point", **POINT))
    assert progress(command, "done", run="somebody-else").state == "sent"


def test_what_nobody_took_expires_and_what_nobody_answered_is_timed_out(drone: Terminal, radio: Terminal, agrees: Agrees) -> None:
    waiting = give(radio, "text", text="甲")
    assert later(waiting, 5).state == "issued"
    gone_by(waiting, 61)
    with agrees():
        following.look(waiting.pk)
    assert now_of(waiting).state == "expired"
    silent = sent(give(drone, "live_quality", quality=2))
    assert later(silent, 5).state == "sent"
    gone_by(silent, 31)
    with agrees():
        following.look(silent.pk)
    late = now_of(silent)
    assert (late.state, late.error) == ("timed_out", "已发出,设备没有回执")


def test_an_answer_after_the_time_out_still_says_how_it_ended(drone: Terminal) -> None:
    command = sent(give(drone, "fly_to_point", **POINT))
    later(command, 31)
    assert progress(command, "done").state == "done"


def test_an_accepted_flight_without_progress_is_timed_out_and_with_progress_is_not(drone: Terminal) -> None:
    command = answer(sent(give(drone, "fly_to_point", **POINT)))
    assert later(command, 100).state == "accepted"
    progress(command, "running", step="余 3 km")
    assert later(command, 100).state == "accepted", "the silence counts from the last word"
    assert later(command, 181).state == "timed_out"


def test_a_terminal_that_cannot_be_told_says_so_within_seconds(radio: Terminal) -> None:
    command = give(radio, "text", text="甲")
    Downlink.objects.filter(pk=command.downlink_id).update(state="failed", error="这种终端不能显示文字")
    command = later(command, 3)
    assert (command.state, command.error) == ("failed", "这种终端不能显示文字")


def test_a_request_for_a_position_is_answered_by_the_position(radio: Terminal) -> None:
    command = sent(give(radio, "locate"))
    following.look(command.pk)
    assert now_of(command).state == "sent"
    now = clock.now()
    LastFix.objects.create(subject=radio.subject, fixed_at=now, received_at=now, lon=113.5, lat=23.5, source="radio")
    following.look(command.pk)
    assert now_of(command).state == "done"


def test_every_command_that_waits_has_a_deadline(drone: Terminal) -> None:
    command = give(drone, "return_home")
    for step in (lambda: sent(command), lambda: answer(now_of(command)), lambda: progress(command, "done", run="")):
        assert Deadline.objects.filter(kind=following.LOOK, object_id=command.pk).exists()
        step()
    assert Deadline.objects.filter(kind=following.LOOK, object_id=command.pk).exists(), "to take it off the board"


def test_a_dangerous_command_is_not_given_twice_at_once(drone: Terminal) -> None:
    give(drone, "return_home")
    with pytest.raises(Problem, match="尚未结束"):
        give(drone, "return_home")


def test_a_wrong_digit_does_not_send_a_drone_to_the_next_province(drone: Terminal) -> None:
    with pytest.raises(Problem, match="超过允许"):
        give(drone, "fly_to_point", lon=114.58, lat=23.55, height=320.0)
    LastFix.objects.all().delete()
    with pytest.raises(Problem, match="没有该机的定位"):
        give(drone, "fly_to_point", **POINT)


@pytest.mark.parametrize(
    "params", [{}, {"lon": 200, "lat": 1, "height": 5}, {**POINT, "x": 1}, {**POINT, "height": 1e9}, {**POINT, "lat": "23"}]
)
def test_parameters_are_looked_at_before_anything_is_sent(params: dict[str, Any], drone: Terminal) -> None:
    with pytest.raises(Problem):
        give(drone, "fly_to_point", **params)
    assert not Downlink.objects.exists()


def test_a_docks_cover_opens_only_where_a_row_allows_it(city: None) -> None:
    dock = terminal("dji", "dock")
    with pytest.raises(Problem, match="未允许"):
        give(dock, "dock_open")
    Rule.objects.create(name="dock.remote", area=AREA, value=True, source="试飞场批复")
    assert give(dock, "dock_open").state == "issued"


def test_a_route_is_prepared_before_it_is_flown_and_its_file_is_kept_for_the_dock(drone: Terminal) -> None:
    with pytest.raises(Problem, match="尚未准备好"):
        give(drone, "flight_execute", run="f")
    prepared = answer(sent(give(drone, "flight_prepare", url="https://files/1.kmz", md5="A" * 32)))
    assert prepared.state == "done"
    drone.refresh_from_db()
    assert drone.meta["flights"] == {prepared.run: {"url": "https://files/1.kmz", "md5": "a" * 32}}
    flown = answer(sent(give(drone, "flight_execute", run=prepared.run)))
    assert progress(flown, "paused", percent=40.0, step="第 3 航点").step == "已暂停 第 3 航点"
    assert progress(flown, "done").state == "done"


def test_to_silence_a_radio_needs_a_second_person_in_time_and_a_reason(
    radio: Terminal, people: SimpleNamespace, as_user: Any, agrees: Agrees
) -> None:
    path = f"/api/devices/terminals/{radio.pk}/commands"
    wang, chen, huang = (as_user(one) for one in (people.wang, people.chen, people.huang))
    assert wang.send(path, {"kind": "disable"}).status_code == 422, "no reason given"
    with agrees():
        asked = wang.send(path, {"kind": "disable", "reason": "电台遗失"}).json()
    assert asked["state"] == "asked" and not Downlink.objects.exists(), "nothing goes out before the second word"
    approve = f"/api/devices/commands/{asked['id']}/approve"
    assert wang.send(approve).status_code == 403 and huang.send(approve).status_code == 403
    with agrees():
        given = chen.send(approve).json()
    assert (given["state"], given["second_name"], given["reason"]) == ("issued", "陈班长", "电台遗失")
    assert Downlink.objects.get().kind == "disable"
    again = chen.send(path, {"kind": "disable", "reason": "再次"})
    assert again.status_code == 409
    own = chen.send(path, {"kind": "enable", "reason": "找回"}).json()
    assert chen.send(f"/api/devices/commands/{own['id']}/approve").status_code == 403, "nobody agrees with himself"
    with agrees():
        assert chen.send(f"/api/devices/commands/{own['id']}/refuse", {"reason": "撤回"}).json()["state"] == "refused"


def test_a_second_word_that_comes_too_late_sends_nothing(radio: Terminal, people: SimpleNamespace, as_user: Any) -> None:
    asked = issue(actor=people.wang.actor, name="王值班", terminal=radio, kind="disable", params={}, reason="遗失")
    Command.objects.filter(pk=asked.pk).update(asked_at=clock.now() - timedelta(seconds=301))
    late = as_user(people.chen).send(f"/api/devices/commands/{asked.pk}/approve")
    assert late.json()["state"] == "expired" and not Downlink.objects.exists()


def test_the_list_says_what_may_be_given_and_why_not(drone: Terminal, people: SimpleNamespace, as_user: Any) -> None:
    body = as_user(people.wang).get(f"/api/devices/terminals/{drone.pk}/commands").json()
    kinds = {kind["name"]: kind for kind in body["kinds"]}
    assert kinds["return_home"]["allowed"] and kinds["return_home"]["danger"]
    assert "disable" not in kinds and "dock_open" not in kinds, "a drone understands neither"
    leader = as_user(people.liang).get(f"/api/devices/terminals/{drone.pk}/commands").json()
    assert not any(kind["allowed"] for kind in leader["kinds"])
    assert as_user(people.nansha).get(f"/api/devices/terminals/{drone.pk}/commands").status_code == 404


def test_a_revoked_terminal_is_told_nothing(radio: Terminal) -> None:
    Terminal.objects.filter(pk=radio.pk).update(revoked_at=clock.now())
    with pytest.raises(Problem, match="已注销"):
        give(radio, "text", text="甲")


def test_every_kind_is_understood_by_the_adapter_it_is_offered_for(city: None) -> None:
    """What the desk offers, the adapter can say: encoding is asked with the parameters the kind itself wants."""
    given: dict[str, dict[str, Any]] = {
        "text": {"text": "甲"}, "tts": {"text": "甲"}, "group": {"group": "应急01"}, "live_start": {"url": "rtmp://m/1"},
        "live_lens": {"lens": "ir"}, "takeoff_to_point": POINT, "fly_to_point": POINT,
        "flight_prepare": {"url": "https://f/1.kmz", "md5": "a" * 32}, "property": {"name": "height_limit", "value": 120},
        "live_camera": {"side": "inside"}, "write": {"name": "horn/on", "value": True}, "rpc": {"method": "mute"},
        "task": {"capability": "3", "parameters": {}}, "vendor": {"topic": "v/{device}/down", "body": {}, "value": None},
    }  # fmt: skip
    for adapter, kind in (("radio", "radio"), ("dji", "uav"), ("dji", "dock"), ("owntracks", "phone"), *SENSORS):
        of = terminal(adapter, kind, cameras=[{"video_id": "X/53-0-0/normal-0"}], mapping="某厂")
        for sort in KINDS:
            if sort.understood(of):
                told = Told(
                    external_id=of.external_id, area=AREA, terminal_kind=kind, meta=of.meta, kind=sort.name, correlation="c",
                    facts=Facts(drc_broker="mqtt://drc:pw@centre:1883"),
                    payload={**given.get(sort.name, {}), "run": "f"},
                )  # fmt: skip
                topic, payload = ADAPTERS[adapter].encode(told)
                assert topic and payload


def test_a_radio_answers_a_command_by_its_id(radio: Terminal) -> None:
    from devices import adapters

    command = sent(give(radio, "group", group="应急01"))
    assert command.downlink is not None
    body = b'{"cmd":"%s","kind":"refused","reason":"no such group"}' % str(command.downlink.correlation).encode()
    ((reading,), _) = adapters.decode(f"ecc/v1/{AREA}/radio/{radio.external_id}/ack", body, 0)
    handlers.handle(reading, radio, SimpleNamespace(received_at=clock.now()))  # type: ignore[arg-type]
    assert (now_of(command).state, now_of(command).error) == ("failed", "no such group")


def test_a_tile_that_waits_for_a_drone_is_told_why_it_stays_dark(drone: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIA_PUSH_URL", "rtmp://media.example/{id}")
    monkeypatch.setenv("MEDIA_WATCH_URL", "https://media.example/{id}")
    stream = add_stream(actor="system", name="机载", area=AREA, provider="dji", address={}, kind="uav", subject_id=drone.subject_id)
    watch(actor="user:1", stream_id=stream.pk, key="t")
    command = Command.objects.select_related("terminal", "downlink").get(kind="live_start")
    stream.refresh_from_db()
    assert stream.state == "starting"
    answer(sent(command), 513003, "直播失败(指令 live_start_push,错误码 513003)")
    stream.refresh_from_db()
    assert (stream.state, stream.error) == ("failed", "直播失败(指令 live_start_push,错误码 513003)")


def test_what_an_exercise_told_its_terminals_leaves_the_board_with_it(city: None, agrees: Agrees) -> None:
    drill = start_exercise(actor="user:1", kind="live", area="4401", name="演练")
    made = terminal("radio", "radio")
    Subject.objects.filter(pk=made.subject_id).update(exercise_id=drill.pk)
    made.refresh_from_db()
    command = give(made, "text", text="演练开始")
    assert command.exercise_id == drill.pk
    with agrees():
        end_exercise(actor="user:1", exercise_id=drill.pk)
    assert (now_of(command).state, now_of(command).archived) == ("expired", True)


def test_a_table_top_exercise_sends_nothing(city: None) -> None:
    drill = start_exercise(actor="user:1", kind="tabletop", area="4401", name="推演")
    made = terminal("radio", "radio")
    Subject.objects.filter(pk=made.subject_id).update(exercise_id=drill.pk)
    made.refresh_from_db()
    with pytest.raises(Problem, match="桌面推演"):
        give(made, "text", text="甲")
    assert not Downlink.objects.exists()
    made.meta["simulated"] = True  # what the exercise itself plays is no device out there
    made.save()
    assert give(made, "text", text="甲").state == "issued"


def test_an_autopilot_is_told_only_where_a_row_allows_it(city: None) -> None:
    drone = terminal("mavlink", "uav")
    with pytest.raises(Problem, match=r"autopilot\.remote"):
        give(drone, "autopilot_return")
    Rule.objects.create(name="autopilot.remote", area=AREA, value=True, source="飞手协议")
    assert give(drone, "autopilot_return").state == "issued"


def test_a_vendor_is_told_what_its_row_has_and_nothing_else(city: None) -> None:
    order = {"name": "开警笛", "topic": "vendor/{device}/down", "payload": {"id": "$number", "v": "$value"}}
    fields = [{"field": "measure.loudness", "path": "$.db"}]
    MappingRow.objects.create(name="某厂", topic_filter="vendor/+/up", identity="2", fields=fields, commands=[order], source="文档")
    siren = terminal("mapped", "sensor", mapping="某厂")
    with pytest.raises(Problem, match="可用:开警笛"):
        give(siren, "vendor", template="关警笛")
    (vendor,) = [kind for kind in KINDS if kind.name == "vendor"]
    assert vendor.offered(siren) == {"template": ["开警笛"]}, "it is picked, not typed"
    command = give(siren, "vendor", template="开警笛", argument="30")
    assert command.downlink is not None
    assert command.downlink.payload == {"topic": order["topic"], "body": order["payload"], "value": 30}


def test_a_protocol_without_an_answer_is_not_called_silent_by_the_device(city: None) -> None:
    gate = terminal("sensorthings", "sensor")
    command = later(sent(give(gate, "task", target="3", setting='{"open": true}')), 600)
    assert (command.state, command.error) == ("timed_out", "已发出;该协议没有回执,请现场核实")
