"""`python -m command.supervisor.second` (`make peer`): another installation beside a running one, joined to it with a key carried over by this program.

It starts the neighbour city (LEVEL=beside), or the same city's programs as a province (LEVEL=above) or a district (LEVEL=below), in a folder and on ports of its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

from command.supervisor import lock
from command.supervisor.complaint import Complaint
from command.supervisor.layout import MODEL_CITY, ROOT, Layout, from_environment

READY_WITHIN_S = 600
PLACES = ("CITY", "PORT", "MQTT_PORT", "VOICE_PORT")  # a running centre knows its own
SERVICES = ("DATABASE_URL", "REDIS_URL", "MQTT_URL")  # somebody's own are the first one's; the second has those it starts
OURS = ("gz", "广州市应急指挥平台", MODEL_CITY)  # code, name, area of the first


class Second(NamedTuple):
    city: str
    code: str
    name: str
    area: str
    back: str  # what the first is to it


SECONDS = {
    "beside": Second("4416", "hy", "河源市应急指挥平台", "4416", "beside"),
    "above": Second(MODEL_CITY, "gd", "广东省应急指挥平台", "44", "below"),
    "below": Second(MODEL_CITY, "ch", "从化区应急指挥平台", "440117", "above"),
}


def main() -> int:
    level = os.environ.get("LEVEL", "beside")
    if level not in SECONDS:
        raise Complaint(f"LEVEL={level}:只能是 {'、'.join(SECONDS)}。 LEVEL must be one of {', '.join(SECONDS)}.")
    first = from_environment()
    if not (first.data.exists() and lock.held(first.data)) or os.environ.get("CITY", MODEL_CITY) != MODEL_CITY:
        raise Complaint("请先在另一个终端执行 make run(广州),再执行 make peer。 Start `make run` in another terminal first.")
    chosen = SECONDS[level]
    port = int(os.environ.get("PEER_PORT", "8100"))
    base = f"http://127.0.0.1:{port}"
    data = Path(os.environ.get("PEER_DATA_DIR", str(ROOT / f".data-peer-{level}"))).absolute()
    env = {name: value for name, value in os.environ.items() if name not in ("VOICE_PORT", "TLS", *SERVICES)}
    env |= {"CITY": chosen.city, "PORT": str(port), "MQTT_PORT": os.environ.get("PEER_MQTT_PORT", "1983"), "DATA_DIR": str(data)}
    if chosen.city == MODEL_CITY:
        env |= {"BASEMAP_DIR": str(first.basemap)}  # the same ground: it is not drawn twice
    child = subprocess.Popen([sys.executable, "-m", "command.supervisor", "run"], cwd=ROOT, env=env)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _: child.send_signal(got))
    threading.Thread(target=_join, args=(level, chosen, first, base, data, child), daemon=True).start()
    return child.wait()


def _join(level: str, chosen: Second, first: Layout, base: str, data: Path, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while not _answers(base):
        if child.poll() is not None or time.monotonic() > until:
            return
        time.sleep(1)
    ours, theirs = (first.data, f"{first.base}"), (data, base)
    code, name, area = OURS
    there = {"code": code, "name": name, "level": chosen.back, "area": area, "known-as": chosen.code, "url": ours[1]}
    here = {"code": chosen.code, "name": chosen.name, "level": level, "area": chosen.area, "known-as": code, "url": base}
    try:
        made = _run(first.python, theirs[0], there)
        linked = _run(first.python, ours[0], here, made)["link"]
        if linked != "ok":  # one of the two was emptied since they were joined: what the other still holds is no use
            linked = _run(first.python, ours[0], here, _run(first.python, theirs[0], there, renew=True))["link"]
        if linked != "ok":
            raise Complaint(f"签名没有通过({linked})")
    except Complaint as complaint:
        print(f"\n  没有对接成功:{complaint}。 The two are not joined.\n", flush=True)
    else:
        print(f"\n  已对接:{name} {ours[1]} ↔ {chosen.name} {base}(桌面 → 值班值守 → 平台对接)。 The two are joined.\n", flush=True)


def _run(python: Path, data: Path, given: dict[str, str], key: dict[str, Any] | None = None, *, renew: bool = False) -> dict[str, Any]:
    """On the second it makes a key; on the first it enters `key`, and answers how the link stands."""
    words = [text for name, value in given.items() for text in (f"--{name}", value)]
    words += (["--enter"] if key is not None else []) + (["--renew"] if renew else [])
    left = PLACES if key is not None else (*PLACES, *SERVICES)
    env = {name: value for name, value in os.environ.items() if name not in left} | {"DATA_DIR": str(data)}
    done = subprocess.run(
        [python, "manage.py", "join_platform", *words], cwd=ROOT, env=env, check=False, text=True, input=json.dumps(key or {}), capture_output=True
    )  # fmt: skip
    if done.returncode != 0:
        raise Complaint((done.stderr.strip().splitlines() or ["?"])[-1])
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Complaint as complaint:
        print(complaint, file=sys.stderr)
        sys.exit(1)
