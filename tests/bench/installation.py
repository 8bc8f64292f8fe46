"""`make run` as a user has it: data of its own, free ports, started cold once and warm afterwards. For B8, B11 and B12."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import requests

from tests.system.centre import ROOT, free_port

COLD_S, WARM_S, STOP_S = 180.0, 90.0, 30.0
OURS = ("DATABASE_URL", "REDIS_URL", "MQTT_URL", "DJANGO_SETTINGS_MODULE")


class Installation:
    """One data directory; `start` gives the monotonic time of the command."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        self.port, self.mqtt_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "run.log"
        self.env = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("MAKE")}
        self.env |= {
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "MQTT_PORT": str(self.mqtt_port),
            "HOST": "127.0.0.1",
            "PYTHONUNBUFFERED": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.token = ""

    def start(self) -> float:
        began = time.monotonic()
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                ["make", "--no-print-directory", "run"], cwd=ROOT, env=self.env, stdout=out, stderr=out, start_new_session=True
            )
        return began

    def wait(self, seconds: float) -> None:
        """Until the block with the addresses is printed."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            said = self.log.read_text(errors="replace")
            if found := re.search(r"/wall/\?token=(\S+)", said):
                self.token = found.group(1)
                if "Ctrl-C" in said:
                    return
            assert self.process is not None
            assert self.process.poll() is None, f"make run ended: {said[-1500:]}"
            time.sleep(0.1)
        raise AssertionError(f"make run not up within {seconds} s: {self.log.read_text(errors='replace')[-1500:]}")

    @property
    def wall(self) -> str:
        return f"{self.url}/wall/?token={self.token}"

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/livez", timeout=1).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None
