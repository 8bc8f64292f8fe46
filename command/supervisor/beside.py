"""`python manage.py …` typed beside a running `make run` reaches the same services, without anybody copying addresses."""

from __future__ import annotations

import os
import pathlib
import sys

from command.supervisor import certificates, lock
from command.supervisor.complaint import Complaint
from command.supervisor.layout import from_environment
from command.supervisor.services import embedded_urls, urls

PLACES = (
    "HOST",
    "PORT",
    "MQTT_PORT",
    "VOICE_PORT",
    "VOICE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "MQTT_URL",
    "MODE",
    "CITY",
    "SECRET_KEY",
    "BASEMAP_DIR",
    "TLS",
    "TLS_CERT",
    "TLS_KEY",
    "HTTP_PORT",
)


def own_python() -> None:
    """With the system's Python, which has no Django, go on with ours."""
    ours = pathlib.Path(__file__).resolve().parents[2] / ".venv" / "bin" / "python"
    if ours.exists() and pathlib.Path(sys.prefix) != ours.parents[1]:
        os.execv(str(ours), [str(ours), *sys.argv])


def borrow_environment() -> None:
    """What the running centre of this data directory was started with; nothing where the caller names a database or no centre runs."""
    if "DATABASE_URL" in os.environ:
        return
    try:
        layout = from_environment()
        if not layout.data.exists() or not lock.held(layout.data):
            return
        holder = (layout.data / "lock").read_text().strip()
        started = pathlib.Path(f"/proc/{holder}/environ").read_bytes().split(b"\0")
        given = dict(entry.decode().split("=", 1) for entry in started if b"=" in entry)
        os.environ |= {name: given[name] for name in PLACES if name in given and name not in os.environ}
        layout = from_environment()
        os.environ |= certificates.environment(layout, make=False)
        os.environ |= {"DATA_DIR": str(layout.data)} | urls(layout, embedded_urls(layout, fresh_ports=False))
    except (OSError, ValueError, Complaint, KeyError):
        return  # Django will name the setting that is missing
