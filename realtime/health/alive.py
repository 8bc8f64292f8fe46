"""Is this container's process beating? `python -m realtime.health.alive gateway`; without Django, since it runs every few seconds."""

from __future__ import annotations

import os
import pathlib
import socket
import sys

import psycopg

FRESH_S = 10.0


def main(process: str) -> int:
    """0 when a beat of that process on this host is fresh by the database's clock."""
    given = os.environ.get("DATABASE_URL") or pathlib.Path(os.environ["DATABASE_URL_FILE"]).read_text().strip()
    with psycopg.connect(given, connect_timeout=3) as connection:
        found = connection.execute(
            "SELECT 1 FROM health_beat WHERE process = %s AND instance LIKE %s AND at > clock_timestamp() - make_interval(secs => %s)",
            (process, f"{socket.gethostname()}-%", FRESH_S),
        ).fetchone()
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
