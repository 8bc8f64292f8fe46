"""What goes wrong in scenario C: the broker restarts, the conference service dies, two headquarters want one truck, somebody breaks in who may not."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from command.scenarios.c_first import the_conference
from command.scenarios.c_place import SITE
from command.scenarios.officer import Refused
from command.scenarios.stage import Stage
from devices.tracks.models import LastFix
from realtime.talk.models import Act

BROKER = "broker_process.py"
GONE_S, BACK_S = 10.0, 25.0
NEAR = (113.5250, 22.8052)  # of the second fire: somebody else's headquarters
SHIFT = 0.0007


def broker_restarts(stage: Stage) -> None:
    """Gone in the middle of the work: meanwhile a man presses his SOS, and the desk orders a team. Both lie in memories, none of them the broker's."""
    restart_broker(stage)
    lon, lat = SITE
    stage.wire.press_sos(stage.parts["hazmat"].area, stage.cast.radios["hazmat"].external_id, lon + 0.002, lat + 0.001)
    held = stage.assignment_of("environment")["id"]
    ordered = stage.officer.post(
        f"/api/assignments/{held}/tasks", {"task": "改在黄阁方向下风向 2 公里布点,15 分钟一报", "ack_within_s": 60}
    )
    stage.notes["order in the dark"] = ordered["id"]


def restart_broker(stage: Stage) -> None:
    if stage.notes.get("restart broker"):
        subprocess.run(shlex.split(stage.notes["restart broker"]), check=True, timeout=BACK_S)
        return
    pid = own_broker()
    if pid is None:
        raise LookupError("消息服务器不是本机随平台启动的,请用 --restart-broker 给出重启命令")
    os.kill(pid, signal.SIGTERM)
    _until(lambda: not listening(), GONE_S)


def own_broker() -> int | None:
    """The broker of this run, by the configuration it was started with: our own data folder's, never another run's."""
    wanted = str(Path(settings.DATA_DIR) / "broker.toml")
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if any(word.endswith(BROKER) for word in words) and wanted in words:
                return int(folder.name)
    return None


def listening() -> bool:
    url = urlsplit(settings.MQTT_URL)
    with suppress(OSError), socket.create_connection((url.hostname or "127.0.0.1", url.port or 1883), timeout=0.3):
        return True
    return False


def _until(true: Any, within_s: float) -> None:
    end = time.monotonic() + within_s
    while not true() and time.monotonic() < end:
        time.sleep(0.05)


def back(stage: Stage) -> bool:
    return listening()


def everybody_moves(stage: Stage) -> None:
    """Each radio a little further than it was; seen again when the map has it there."""
    stage.notes["moved"] = {}
    for key in ("hazmat", "fire", "environment"):
        part = stage.parts[key]
        stage.notes["moved"][key] = part.lat + SHIFT


def positions_resume(stage: Stage) -> bool:
    """Radios go on reporting every second, as they do."""
    for key, lat in stage.notes["moved"].items():
        stage.wire.stand(stage.parts[key].area, stage.cast.radios[key].external_id, stage.parts[key].lon, lat)
    found = {
        fix.subject_id: fix.lat
        for fix in LastFix.objects.filter(subject_id__in=[stage.cast.radios[key].subject_id for key in stage.notes["moved"]])
    }
    return all(abs(found.get(stage.cast.radios[key].subject_id, 0) - lat) < 1e-5 for key, lat in stage.notes["moved"].items())


def nothing_lost(stage: Stage) -> bool:
    """The SOS rings on both screens, the order was shown and answered. A radio repeats its press until it is answered: a broker that has forgotten
    its sessions drops what comes before the centre listens again."""
    stage.wire.repeat_sos()
    orders = stage.rows("orders", id=stage.notes["order in the dark"])
    sos = all(screen.rows("alarms", x=stage.exercise, source="sos") for screen in stage.screens)
    return bool(sos and orders and orders[0]["state"] == "accepted")


def what_is_lost(stage: Stage) -> str:
    orders = stage.rows("orders", id=stage.notes["order in the dark"])
    return f"(求救 {[len(screen.rows('alarms', x=stage.exercise, source='sos')) for screen in stage.screens]},指令 {[row['state'] for row in orders]})"


def sos_settled(stage: Stage) -> None:
    alarm = stage.rows("alarms", source="sos")[0]
    stage.chief.post(f"/api/alarms/{alarm['id']}/acknowledge")
    body = {"verdict": "confirmed", "incident": stage.the_incident()["id"], "note": "队员空呼报警,已撤出更换"}
    stage.chief.post(f"/api/alarms/{alarm['id']}/verdict", body)


def meeting_dies(stage: Stage) -> None:
    """The service goes; the board says so by itself, and offers the radio group."""
    stage.notes["meeting"].die(stage.notes["conference"])


def said_down(stage: Stage) -> bool:
    return bool(the_conference(stage).get("provider_state") == "down")


def by_radio(stage: Stage) -> None:
    """One press on what was offered: the same people, by voice."""
    stage.chief.post(f"/api/conferences/{stage.notes['conference']}/talk-group")


def on_the_radio(stage: Stage) -> bool:
    group = next(iter(stage.rows("talk_groups", id=the_conference(stage).get("talk_group"))), None)
    units = {member["id"] for member in (group or {}).get("members", []) if member["kind"] == "unit"}
    return {stage.cast.units[key].pk for key in ("hazmat", "fire", "medical")} <= units


def second_fire(stage: Stage) -> None:
    """Another headquarters has a fire of its own, and asks for the same foam truck in the same second."""
    body = {
        "source": "call",
        "type": "12D03",
        "urgency": "urgent",
        "lon": NEAR[0],
        "lat": NEAR[1] - 0.02,
        "text": "黄阁镇物流仓库油料着火,需要泡沫,与小虎岛无关",
        "place": "黄阁镇物流仓库",
    }
    other = stage.officer.post("/api/alarms", body | {"exercise": stage.exercise})
    stage.officer.post(f"/api/alarms/{other['id']}/verdict", {"verdict": "confirmed", "type": "12D03", "note": "核实"})
    rival = stage.officer.get(f"/api/alarms/{other['id']}")["incident"]
    rival = rival["id"] if isinstance(rival, dict) else rival
    stage.notes["rival"] = rival
    foam = stage.cast.units["foam"].pk

    def press(asked: tuple[Any, int]) -> str:
        officer, incident = asked
        try:
            officer.post(f"/api/incidents/{incident}/assignments", {"unit": foam, "task": "泡沫灭火"})
        except Refused as refusal:
            holder = refusal.answer.get("holder") or {}
            return f"{refusal.code}:{holder.get('by', '')}:{refusal.answer.get('detail', '')}"
        return "won"

    with ThreadPoolExecutor(2) as pool:
        stage.notes["race"] = sorted(pool.map(press, ((stage.chief, stage.the_incident()["id"]), (stage.officer, rival))))


def one_has_it(stage: Stage) -> bool:
    """Exactly one; the other reads who has it and where."""
    lost = [answer for answer in stage.notes["race"] if answer != "won"]
    return len(lost) == 1 and lost[0].startswith("unit_assigned:") and len(lost[0].split(":", 2)[1]) > 0


def break_in(stage: Stage) -> None:
    """The officer at the desk has no right to break in: the chief has."""
    group = the_conference(stage)["talk_group"]
    stage.notes["group"] = group
    try:
        stage.officer.post(f"/api/talk/groups/{group}/override", {"act": "break_in", "reason": "急着说话"})
        stage.notes["broke in"] = "let in"
    except Refused as refusal:
        stage.notes["broke in"] = refusal.code


def denied_and_on_record(stage: Stage) -> bool:
    me = f"user:{stage.officer.me['user']['id']}"
    return bool(
        stage.notes["broke in"] == "forbidden"
        and Act.objects.filter(group=stage.notes["group"], by=me, act=Act.BREAK_IN, state=Act.REFUSED).exists()
    )
