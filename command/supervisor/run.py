"""`make run`: install, build, start, fill, show where to look, keep alive."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import replace

from command.supervisor import certificates, health, preparation, procfile
from command.supervisor.complaint import Complaint
from command.supervisor.keeper import Keeper
from command.supervisor.layout import Layout
from command.supervisor.ports import free_port, is_free, require_distinct, require_free

HEALTHY_WITHIN_S = 90.0
DEMO_ONLY = ("simulator",)
MOST_OF_ONE = 16
# The gateway's doors for what does not speak MQTT (docs/devices.md): their usual ports. A taken one stays closed and says so, nothing stops.
DOOR_PORTS = {"DOOR_HTTP": "5055", "DOOR_JT808": "6808", "DOOR_TAK": "8087", "DOOR_TAK_TLS": "8089", "DOOR_MAVLINK": "14550"}
ONLY_WITH = {
    "phone": ("SIP_URL", "SIP_URL_FILE"),
    "radio": ("RADIO_BIND",),
    "edge": ("EDGE_OF",),
}  # process → the settings without which it has nothing to do


def run(layout: Layout) -> None:
    """Returns when it was asked to stop; every refusal is a Complaint."""
    began = time.monotonic()
    # A second start is refused before it builds over the running one's files
    with Keeper(layout, lambda text: print(text, flush=True)) as keeper:
        keeper.layout = layout = with_voice_port(layout)
        for name, port in layout.open_ports.items():
            require_free(layout.host, port, name)
        try:
            preparation.ensure_installed(layout)
            keeper.start_services()
            keeper.env |= certificates.environment(layout)
            keeper.env = DOOR_PORTS | keeper.env  # what was named stands, also an empty one that keeps a door closed
            preparation.ensure_filled(layout, keeper.env)
        except Complaint:
            if keeper.stopping:  # Ctrl-C reached the migration as well; that is no fault to report
                return
            raise
        processes = several(wanted(procfile.read(layout.root / "Procfile"), keeper.env), keeper.env)
        keeper.listen()
        _start(keeper, {name: command for name, command in processes.items() if name not in DEMO_ONLY})
        _wait_until_healthy(keeper)
        if keeper.env.get("MODE") != "duty":  # last, so that it does not slow the centre's own start
            _start(keeper, {name: command for name, command in processes.items() if name in DEMO_ONLY})
        if not keeper.stopping:
            print(welcome(keeper, time.monotonic() - began), flush=True)
        keeper.run()
        print("正在停止 …", flush=True)


def with_voice_port(layout: Layout) -> Layout:
    """The one beside PORT; where that is taken and none was named, any free one: browsers are told which."""
    others = layout.open_ports
    require_distinct(others)
    if os.environ.get("VOICE_PORT"):
        require_distinct(others | {"VOICE_PORT": layout.voice_port})
        require_free(layout.host, layout.voice_port, "VOICE_PORT")
    elif layout.voice_port in others.values() or not is_free(layout.host, layout.voice_port):
        return replace(layout, voice_port=free_port(layout.host))
    return layout


def wanted(processes: dict[str, list[str]], env: Mapping[str, str]) -> dict[str, list[str]]:
    """Without those whose setting is missing."""
    return {name: command for name, command in processes.items() if name not in ONLY_WITH or any(env.get(key) for key in ONLY_WITH[name])}


def several(processes: dict[str, list[str]], env: Mapping[str, str]) -> dict[str, list[str]]:
    """`WEB=2 GATEWAY=2 …`: so many of each, `web`, `web-2`, …; of what works alone (gateway, voice …) the others stand by."""
    found: dict[str, list[str]] = {}
    for name, command in processes.items():
        text = env.get(name.upper()) or "1"
        if name in DEMO_ONLY:
            text = "1"
        if not text.isdecimal() or not 1 <= int(text) <= MOST_OF_ONE:
            raise Complaint(f"{name.upper()}={text} 应为 1 到 {MOST_OF_ONE}。 {name.upper()}={text} must be between 1 and {MOST_OF_ONE}.")
        found |= {name if number == 1 else f"{name}-{number}": command for number in range(1, int(text) + 1)}
    return found


def _start(keeper: Keeper, processes: dict[str, list[str]]) -> None:
    for name, command in processes.items():
        if not keeper.stopping:
            keeper.start_child(name, command)


def _wait_until_healthy(keeper: Keeper) -> None:
    """Starts what falls over meanwhile; after the limit the parts that are missing are named and we go on keeping."""
    deadline = time.monotonic() + HEALTHY_WITHIN_S
    parts: dict[str, dict[str, object]] = {}
    while not keeper.stopping and time.monotonic() < deadline:
        keeper.look_after()
        status, parts = health.ask(keeper.layout)
        if status == 200:
            return
        keeper.wait(0.2)
    if not keeper.stopping:
        down = [name for name, part in parts.items() if not part.get("up")] or ["web"]
        print(f"{HEALTHY_WITHIN_S:.0f} s 后仍未就绪：{', '.join(down)}（日志在 {keeper.layout.logs}）", flush=True)


def welcome(keeper: Keeper, seconds: float) -> str:
    """The one block with everything one needs to begin."""
    layout = keeper.layout
    base = layout.base
    lines = [
        "",
        f"  应急指挥中心已就绪（{seconds:.0f} s）  Emergency command centre is up",
        "",
        f"    大屏 wall    {base}/wall/",
        f"    席位 desk    {base}/desk/",
        f"    现场 field   {base}/field/",
        f"    健康 health  {base}/healthz",
        f"    对讲 voice   {layout.own_address}:{layout.voice_port}",
        f"    MQTT         {keeper.env['MQTT_URL'].rpartition('@')[2].removeprefix('mqtt://')}",
    ]
    if accounts := _demo_accounts(keeper):
        lines += ["", "    演示账号 demo sign-ins", *(f"      {line.replace('/wall/?', f'{base}/wall/?')}" for line in accounts)]
    lines += ["", f"    日志 logs    {layout.logs}", "    Ctrl-C 停止  Ctrl-C stops all of it and loses nothing", ""]
    if layout.tls:
        lines.insert(-3, f"    证书 trust   http://{layout.own_address}:{layout.http_port}/ca/   手机扫码安装 phones install it from here")
    if layout.own_address != "127.0.0.1" or layout.host in ("0.0.0.0", "::"):
        lines.append("  注意：内置 MQTT 没有口令和主题权限，对网络开放请用 Mosquitto（MQTT_URL）。 The embedded broker has no passwords.")
    return "\n".join(lines)


def _demo_accounts(keeper: Keeper) -> list[str]:
    """What the centre itself says about its demo people; kept beside the cluster, since asking takes a second."""
    kept = keeper.layout.data / "postgres" / "demo-accounts"
    stamp = keeper.layout.data / "postgres" / "filled"
    if keeper.env.get("MODE") == "duty":
        return []
    if keeper.layout.database_url is None and kept.exists() and kept.stat().st_mtime >= stamp.stat().st_mtime:
        return kept.read_text().splitlines()
    done = subprocess.run(
        [str(keeper.layout.python), "manage.py", "demo_accounts"],
        cwd=keeper.layout.root,
        env=keeper.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return []
    if keeper.layout.database_url is None:
        kept.unlink(missing_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(done.stdout)
    return done.stdout.splitlines()
