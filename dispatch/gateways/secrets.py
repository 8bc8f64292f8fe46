"""A gateway's secret: `GATEWAY_<CODE>_SECRET` (or `…_FILE`) of the environment, else a file below DATA_DIR only we may read. Never a row, never logged."""

from __future__ import annotations

import os
from pathlib import Path

import environ
from django.conf import settings

env = environ.FileAwareEnv()


def name_of(code: str) -> str:
    return f"GATEWAY_{code.upper().replace('-', '_')}_SECRET"


def secret_of(code: str) -> str:
    """Empty when there is none: nothing is sent, nothing is believed."""
    given = str(env.str(name_of(code), default=""))
    if given:
        return given
    try:
        return path_of(code).read_text().strip()
    except OSError:
        return ""


def keep_secret(code: str, secret: str) -> Path:
    path = path_of(code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
    return path


def path_of(code: str) -> Path:
    return Path(settings.DATA_DIR) / "secrets" / f"gateway-{code}"
