"""A feed's key: `FEED_<CODE>_KEY` (or `…_FILE`) of the environment, else a file below DATA_DIR only we may read. Never a row, never logged."""

from __future__ import annotations

from pathlib import Path

import environ
from django.conf import settings

env = environ.FileAwareEnv()


def name_of(code: str) -> str:
    return f"FEED_{code.upper().replace('-', '_')}_KEY"


def key_of(code: str) -> str:
    if given := str(env.str(name_of(code), default="")):
        return given.strip()
    try:
        return (Path(settings.DATA_DIR) / "secrets" / f"feed-{code}").read_text().strip()
    except OSError:
        return ""
