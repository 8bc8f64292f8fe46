"""Push-to-talk with a real voice process, real sockets and real tickets (docs/talk.md)."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from command.supervisor.ports import free_port
from dispatch.phones.sip.rtp import Packet
from dispatch.radiolinks.wire import PCMA
from dispatch.radiolinks.wire import write as rtp
from tests.system.centre import Centre, Officer, wait_until
from tests.system.talking import Talker, talks, tickets
from tests.system.test_wire import FIRE


@pytest.fixture(scope="module")
def zhiban(centre: Centre) -> Officer:
    wait_until(lambda: talks(centre), 30, f"voice listens; {centre.log('voice')}")
    return Officer(centre.url("web-1"), "zhiban")


@pytest.fixture(scope="module")
def chief(centre: Centre) -> Officer:
    return Officer(centre.url("web-1"), "zhibanzhang")


@pytest.fixture
def group(centre: Centre, zhiban: Officer) -> dict[str, Any]:
    answer = zhiban.post("/api/talk/groups", {"name": "测试组", "area": "440117"})
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return row


@pytest.fixture
def pair(zhiban: Officer, chief: Officer, group: dict[str, Any]) -> Iterator[tuple[Talker, Talker]]:
    with Talker(zhiban, [group["id"]]) as speaker, Talker(chief, [group["id"]]) as listener:
        yield speaker, listener


def bursts(centre: Centre, group: int, count: int) -> list[tuple[Any, ...]]:
    def look() -> list[tuple[Any, ...]]:
        rows = centre.query("SELECT id, why, messages, frames, file, sha256 FROM talk_burst WHERE group_id = %s ORDER BY id", group)
        return rows if len(rows) >= count else []

    found: list[tuple[Any, ...]] = wait_until(look, 10, f"{count} bursts; {centre.log('voice')}")
    return found


def test_what_is_said_is_heard_byte_for_byte_recorded_and_on_the_timeline(centre: Centre, zhiban: Officer, chief: Officer) -> None:
    incident = zhiban.post("/api/incidents", FIRE).json()
    (group,) = [row for row in zhiban.get("/api/talk/groups") if row["incident"] == incident["id"]]
    with Talker(zhiban, [group["id"]]) as speaker, Talker(chief, [group["id"]]) as listener:
        granted = speaker.ask(group["id"])
        assert (granted["t"], granted["max"], granted["queued"]) == ("grant", 30, False)
        taken = listener.wait("taken")
        assert (taken["burst"], taken["by"], taken["prio"]) == (granted["burst"], f"user:{zhiban.me['user']['id']}", 7)
        first = speaker.speak(granted["burst"], 4, last=False)
        assert listener.hear(4) == first
        with Talker(chief, [group["id"]], join=False) as late:
            late.say("join", groups=[group["id"]])
            assert late.wait("joined")["taken"]["burst"] == granted["burst"]
            rest = speaker.speak(granted["burst"], 4, start=12)
            assert late.hear(4) == rest
        speaker.say("rel", g=group["id"], burst=granted["burst"])
        assert listener.wait("idle")["why"] == "released"
    ((burst, why, messages, frames, file, sha256),) = bursts(centre, group["id"], 1)
    assert (burst, why, messages, frames) == (granted["burst"], "released", 8, 24)
    assert file and len(sha256) == 64
    audio = zhiban.http.get(f"{zhiban.url}/api/talk/bursts/{burst}/audio", timeout=10)
    assert audio.content.startswith(b"OggS") and int(audio.headers["Content-Length"]) == len(audio.content)
    part = zhiban.http.get(f"{zhiban.url}/api/talk/bursts/{burst}/audio", headers={"Range": "bytes=0-99"}, timeout=10)
    assert (part.status_code, part.content) == (206, audio.content[:100])
    whole = zhiban.get(f"/api/incidents/{incident['id']}")
    assert "burst.recorded" in [entry["kind"] for entry in whole["entries"]]
    assert [row["id"] for row in zhiban.get(f"/api/talk/bursts?incident={incident['id']}")] == [burst]


def test_twenty_who_press_at_once_are_one_speaker_and_everybody_is_answered(centre: Centre, group: dict[str, Any]) -> None:
    talkers = [Talker(url, [group["id"]]) for url in tickets(centre, group["id"], 20)]
    try:
        for talker in talkers:
            talker.say("req", g=group["id"], rid=1)
        answers = [talker.wait("grant", "queued", "deny", seconds=3) for talker in talkers]
        said = sorted(frame["t"] for frame in answers)
        assert said == ["deny"] * 11 + ["grant"] + ["queued"] * 8
        assert {frame["why"] for frame in answers if frame["t"] == "deny"} == {"full"}
        assert sorted(frame["pos"] for frame in answers if frame["t"] == "queued") == list(range(1, 9))
    finally:
        for talker in talkers:
            talker.open.close()


def test_the_chief_breaks_in_and_breaks_down(
    centre: Centre, zhiban: Officer, chief: Officer, group: dict[str, Any], pair: tuple[Talker, Talker]
) -> None:
    speaker, other = pair
    granted = speaker.ask(group["id"])
    assert zhiban.post(f"/api/talk/groups/{group['id']}/override", {"act": "break_in", "reason": "试"}).status_code == 403
    act = chief.post(f"/api/talk/groups/{group['id']}/override", {"act": "break_in", "reason": "紧急撤离"}).json()
    assert other.ask(group["id"], act=act["id"])["t"] == "grant"
    assert speaker.wait("revoke")["why"] == "preempted"
    assert speaker.wait("taken")["act"] == "break_in"
    assert other.ask(group["id"], act=act["id"])["t"] == "deny"  # once
    chief.post(f"/api/talk/groups/{group['id']}/override", {"act": "break_down", "reason": "占用"})
    assert other.wait("revoke", seconds=3)["why"] == "kicked"
    whys = [row[1] for row in bursts(centre, group["id"], 2)]
    assert whys == ["preempted", "kicked"] and granted["burst"]
    acts = centre.query("SELECT act, state FROM talk_act WHERE group_id = %s ORDER BY id", group["id"])
    assert acts == [("break_in", "refused"), ("break_in", "done"), ("break_down", "done")]


def test_whoever_is_taken_out_or_muted_stops_at_once(
    zhiban: Officer, chief: Officer, group: dict[str, Any], pair: tuple[Talker, Talker]
) -> None:
    speaker, listener = pair
    assert speaker.ask(group["id"])["t"] == "grant"
    chief.post(f"/api/talk/groups/{group['id']}/override", {"act": "mute", "reason": "噪声", "user": zhiban.me["user"]["id"]})
    assert speaker.wait("revoke", seconds=3)["why"] == "muted"
    assert speaker.ask(group["id"])["why"] == "muted"
    chief.post(f"/api/talk/groups/{group['id']}/close")
    assert listener.wait("left", seconds=3)["why"] == "closed"


def test_tickets_work_once_here_and_from_our_pages_only(centre: Centre, zhiban: Officer, group: dict[str, Any]) -> None:
    with Talker(zhiban, [group["id"]]) as talker:
        used = talker.url
        talker.say("join", groups=[group["id"] + 1000])
        assert talker.wait("refused")["why"] == "ticket"
    for url in (used, used.partition("?")[0], used[:-3] + "xyz"):
        with connect(url, origin=zhiban.url) as socket, pytest.raises(ConnectionClosed, match="4401"):  # type: ignore[arg-type]
            socket.recv(5)
    fresh = zhiban.post("/api/talk/ticket", {"groups": [group["id"]]}).json()["url"]
    with pytest.raises(InvalidStatus):
        connect(fresh, origin="https://elsewhere.example")  # type: ignore[arg-type]
    feed = zhiban.post("/api/ticket").json()["ticket"]
    with connect(f"{fresh.partition('?')[0]}?ticket={feed}", origin=zhiban.url) as socket, pytest.raises(ConnectionClosed, match="4401"):  # type: ignore[arg-type]
        socket.recv(5)


def test_a_listener_that_does_not_keep_up_is_let_go_and_costs_nobody_else(zhiban: Officer, chief: Officer, group: dict[str, Any]) -> None:
    with Talker(zhiban, [group["id"]]) as speaker, Talker(chief, [group["id"]]) as good, Talker(chief, [group["id"]]) as slow:
        burst = speaker.ask(group["id"])["burst"]
        for n in range(75):  # 4.5 s of speech
            speaker.speak(burst, 1, start=3 * n, last=n == 74, pace_s=0.06)
            good.hear(n + 1)
            if n % 15 == 14:
                good.say("ack", n=len(good.heard))
        assert len(good.heard) == 75
        assert slow.closed(3) == 4008
        assert good.take(0.05) or good.ask(group["id"])["t"] in ("grant", "queued")


def test_nonsense_is_answered_and_then_shown_the_door(zhiban: Officer, group: dict[str, Any]) -> None:
    with Talker(zhiban, [group["id"]]) as talker:
        for _ in range(2):
            talker.socket.send('{"t":"req","g":1}')
            assert talker.wait("error")["code"] == "unknown_frame"
        talker.socket.send(b"\xa1noise")  # only counted: sound that is wrong must not end a connection
        talker.socket.send("{")
        assert talker.closed() == 4400


@pytest.mark.faults
@pytest.mark.quick
def test_the_voice_process_is_killed_and_talk_goes_on_within_five_seconds_with_the_burst_kept(
    centre: Centre, zhiban: Officer, chief: Officer, group: dict[str, Any]
) -> None:
    centre.start("voice-2", "voice")  # the standby, on the same port
    centre.beating("voice-2")
    speaker, listener = Talker(zhiban, [group["id"]]), Talker(chief, [group["id"]])
    granted = speaker.ask(group["id"])
    speaker.speak(granted["burst"], 10, last=False, pace_s=0.06)
    assert len(listener.hear(10)) == 10
    began = time.monotonic()
    centre.kill("voice")
    assert listener.closed() in (1006, 1011)
    wait_until(lambda: talks(centre), 5, f"the standby listens; {centre.log('voice-2')}")
    with Talker(zhiban, [group["id"]]) as again, Talker(chief, [group["id"]]) as ear:
        burst = again.ask(group["id"])["burst"]
        again.speak(burst, 2)
        assert len(ear.hear(2)) == 2
        took = time.monotonic() - began
    assert took <= 5, f"{took:.1f} s"
    kept = {row[0]: row for row in bursts(centre, group["id"], 2)}
    assert kept[granted["burst"]][1:4] == ("lost", 10, 30)
    assert zhiban.http.get(f"{zhiban.url}/api/talk/bursts/{granted['burst']}/audio", timeout=10).status_code == 200
    # For the tests after this one
    centre.kill("voice-2")
    centre.start("voice")
    wait_until(lambda: talks(centre), 20, "voice is back")


def test_a_radio_channel_joins_a_group_by_its_own_process_and_is_heard_and_kept(
    centre: Centre, zhiban: Officer, group: dict[str, Any]
) -> None:
    gateway = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    gateway.bind(("127.0.0.1", 0))
    port, remote = free_port(), gateway.getsockname()[1]
    answer = zhiban.post(
        "/api/talk/radio-links", {"name": "从化同播", "area": "440117", "port": port, "host": "127.0.0.1", "remote_port": remote}
    )
    assert answer.status_code == 201, answer.text
    link = answer.json()
    put_in = {"add": [{"kind": "terminal", "id": link["terminal"]}]}
    assert zhiban.post(f"/api/talk/groups/{group['id']}/members", put_in).status_code == 200
    centre.env |= {"RADIO_BIND": "127.0.0.1"}
    centre.start("radio")

    def joined() -> bool:
        (row,) = [one for one in zhiban.get("/api/talk/radio-links") if one["id"] == link["id"]]
        return bool(row["state"].get("group") == group["id"])

    wait_until(joined, 60, lambda: f"the channel is in the group; {centre.log('radio')}")
    with Talker(zhiban, [group["id"]]) as listener:
        for number in range(20):
            gateway.sendto(rtp(Packet(PCMA, number, 160 * number, 7, number == 0, bytes(320)), ptt=None), ("127.0.0.1", port))
            time.sleep(0.02)
        assert listener.wait("taken")["by"] == link["actor"]
        assert listener.wait("idle")["why"] == "released"
        burst = listener.ask(group["id"])["burst"]
        listener.speak(burst, 5, pace_s=0.06)
        listener.say("rel", g=group["id"], burst=burst)
        gateway.settimeout(5)
        assert gateway.recv(400)[1] & 0x7F == PCMA
    first, second = bursts(centre, group["id"], 2)
    assert first[1] == second[1] == "released" and first[3] >= 18 and first[4]
    (name,) = centre.query("SELECT name FROM talk_burst WHERE id = %s", first[0])
    assert name == ("从化同播",)
    zhiban.post(f"/api/talk/radio-links/{link['id']}", {"active": False})
    centre.processes.pop("radio").terminate()
    gateway.close()
