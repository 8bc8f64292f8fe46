"""`exec` and `test-services`: one command with the services' addresses in its environment."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from command.supervisor import lock, migrated
from command.supervisor.complaint import Complaint
from command.supervisor.keeper import Keeper
from command.supervisor.layout import Layout
from command.supervisor.ports import free_port
from command.supervisor.services import embedded_urls, urls


def execute(layout: Layout, command: list[str]) -> int:
    """Beside a running `make run` with its services; otherwise with services of the same data, for as long as the command takes."""
    if lock.held(layout.data):
        env = dict(os.environ) | {"DATA_DIR": str(layout.data)} | urls(layout, embedded_urls(layout, fresh_ports=False))
        return subprocess.run(_words(layout, command), env=env, check=False).returncode
    return _with_services(layout, command)


def with_test_services(layout: Layout, command: list[str]) -> int:
    """Services of its own on free ports in a directory that goes away afterwards; nothing of a running centre is touched."""
    layout.data.mkdir(parents=True, exist_ok=True)
    _sweep(layout.data)
    made = None if layout.database_url else migrated.make(layout, _migrate)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="test-", dir=layout.data))
    scratch.chmod(0o755)  # PostgreSQL enters as nobody
    own = dataclasses.replace(layout, data=scratch, host="127.0.0.1", port=free_port(), voice_port=free_port(), mqtt_port=free_port())
    os.environ.setdefault("BASEMAP_DIR", str(layout.basemap))
    try:
        if made is not None:
            migrated.copy(made, scratch)
            os.environ |= {"TEST_TEMPLATE": migrated.TEMPLATE, "TEST_CLUSTER": str(made)}
        return _with_services(own, command)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _migrate(layout: Layout) -> int:
    own = dataclasses.replace(layout, host="127.0.0.1", port=free_port(), voice_port=free_port(), mqtt_port=free_port())
    return _with_services(own, ["python", "manage.py", "migrate", "-v0"])


def _with_services(layout: Layout, command: list[str]) -> int:
    with Keeper(layout, lambda text: print(text, flush=True)) as keeper:
        keeper.start_services()
        # In our own group: Ctrl-C reaches it, and it may ask the terminal
        process = subprocess.Popen(_words(layout, command), env=keeper.env, cwd=layout.root)
        while process.poll() is None:
            if keeper.stopping:
                process.send_signal(signal.SIGTERM)
                try:
                    return process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    return process.wait()
            keeper.look_after()
            keeper.wait(0.5)
        return process.returncode


def _words(layout: Layout, command: list[str]) -> list[str]:
    if not command:
        raise Complaint("缺少命令。 A command is missing, e.g. exec python manage.py shell")
    return [str(layout.python) if word == "python" else word for word in command]


def _sweep(data: pathlib.Path) -> None:
    """Directories of test runs that were killed: nobody holds their lock."""
    for folder in data.glob("test-*"):
        if folder.is_dir() and time.time() - folder.stat().st_mtime > 60 and not lock.held(folder):
            shutil.rmtree(folder, ignore_errors=True)
