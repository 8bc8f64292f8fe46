"""sealed file → **a database beside the present one** → checked → put in its place. Nothing that is there is overwritten."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.timezone import localtime
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from command.backup import archive
from command.backup.manifest import DATABASE, Manifest, digest_of_log
from command.backup.programs import run
from command.backup.sealing import opened
from realtime import clock
from realtime.codes import Problem
from realtime.database import conninfo
from realtime.roles import grant_application_role

ALIVE_S = 15  # a process beats every 2 s; what was silent for longer does not run
# Who was signed in, and what was good for seconds: nobody comes back into a session of the night of the backup
PASSED = ("django_session", "accounts_ticket", "health_beat")

Say = Callable[[str], None]


def check(path: Path, identity: Any) -> Manifest:
    """Opens the whole of it and compares every digest; writes nothing."""
    manifest: Manifest = opened(path, identity, lambda clear: archive.read(clear, lambda name: None))
    return manifest


def restore(path: Path, identity: Any, *, replace: bool, say: Say) -> Manifest:
    """Problems leave everything as it was: the present database is renamed only after the new one stands and agrees with its manifest."""
    given = conninfo_to_dict(conninfo())
    name = str(given["dbname"])
    _require_quiet(name)
    if not replace and _has_events():
        raise Problem("conflict", "这个数据库里已有记录。确认要用备份替换,请加 --replace(原库改名保留,不删除)。")
    stamp = f"{localtime(clock.now()):%Y%m%d_%H%M%S}"
    beside = f"{name}_restore_{stamp}"
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="restore-") as scratch:
        say("解封并逐项核对 …")
        manifest: Manifest = opened(path, identity, lambda clear: archive.read(clear, lambda member: Path(scratch) / member))
        _require_readable(manifest)
        say(f"备份于 {manifest.made_at},{manifest.events} 条事件。恢复数据库 …")
        with _admin(given) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(beside)))
        try:
            to = _conninfo(given, beside)
            run("pg_restore", ["--no-owner", "--no-privileges", "--exit-on-error", str(Path(scratch) / DATABASE)], to)
            _agree(manifest, to)
            say("迁移到本程序的版本 …")
            _migrate(given, beside)
            _begin_anew(to)
            say("放回文件 …")
            _files(Path(scratch), Path(settings.DATA_DIR), manifest, stamp)
            connections.close_all()
            _swap(given, name, beside, f"{name}_before_{stamp}")
        except BaseException:
            with suppress(psycopg.Error), _admin(given) as admin:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(beside)))
            raise
    grant_application_role()
    say(f"完成。原数据库保留为 {name}_before_{stamp}。")
    return manifest


def _require_quiet(name: str) -> None:
    with psycopg.connect(conninfo(), autocommit=True) as connection:
        if _lacks(connection, "health_beat"):
            return
        beats = connection.execute(
            "SELECT DISTINCT process FROM health_beat WHERE at > clock_timestamp() - make_interval(secs => %s)", [ALIVE_S]
        ).fetchall()
    if beats:
        running = "、".join(sorted(process for (process,) in beats))
        raise Problem("conflict", f"仍有进程在使用数据库 {name}:{running}。请先停止(Ctrl-C),{ALIVE_S} 秒后再恢复。")


def _has_events() -> bool:
    with psycopg.connect(conninfo(), autocommit=True) as connection:
        return not _lacks(connection, "log_event") and connection.execute("SELECT 1 FROM log_event LIMIT 1").fetchone() is not None


def _lacks(connection: psycopg.Connection[Any], table: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s)", [f"public.{table}"]).fetchone()
    return row is None or row[0] is None


def _require_readable(manifest: Manifest) -> None:
    if manifest.city != settings.CITY:
        raise Problem("conflict", f"这是 {manifest.city} 的备份,本安装是 {settings.CITY}。")
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    newer = [
        f"{app}.{name}" for app, names in manifest.migrations.items() for name in names if (app, name) not in known and _ours(app, known)
    ]
    if newer:
        raise Problem("conflict", f"备份由更新版本的程序制作(本程序没有 {newer[0]})。请先升级本程序。")


def _ours(app: str, known: dict[tuple[str, str], Any]) -> bool:
    return any(label == app for label, _ in known)


def _agree(manifest: Manifest, to: str) -> None:
    with psycopg.connect(to) as connection:
        for table, wanted in manifest.rows.items():
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            if row is None or row[0] != wanted:
                raise Problem("invalid", f"恢复后的表 {table} 有 {row[0] if row else 0} 行,备份时是 {wanted} 行。")
        if digest_of_log(connection) != manifest.log:
            raise Problem("invalid", "恢复后的事件日志与备份时的摘要不一致。")


def _migrate(given: dict[str, Any], name: str) -> None:
    place = f"{given['host']}:{given['port']}" if given.get("port") else str(given["host"])
    url = f"postgres://{quote(str(given['user']))}:{quote(str(given.get('password') or ''))}@{place}/{name}"
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "-v", "0"], cwd=settings.ROOT, env=os.environ | {"DATABASE_URL": url},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Problem("unavailable", f"迁移失败:{(done.stderr.strip().splitlines() or ['?'])[-1][:300]}")


def _begin_anew(to: str) -> None:
    """Another epoch, so that every screen throws away what it knows of the time that is no more."""
    with psycopg.connect(to) as connection:
        connection.execute("UPDATE log_epoch SET value = gen_random_uuid()")
        for table in PASSED:
            if not _lacks(connection, table):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def _files(scratch: Path, data: Path, manifest: Manifest, stamp: str) -> None:
    """What is the same stays; what differs is put aside under the time of this restore."""
    for member in manifest.members:
        if member == DATABASE:
            continue
        to = data / member
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if to.exists():
            if to.read_bytes() == (scratch / member).read_bytes():
                continue
            aside = data / f"before-{stamp}" / member
            aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            to.rename(aside)
        shutil.move(scratch / member, to)


def _conninfo(given: dict[str, Any], database: str) -> str:
    return make_conninfo(**(given | {"dbname": database}))


def _admin(given: dict[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(_conninfo(given, "postgres"), autocommit=True)


def _swap(given: dict[str, Any], name: str, beside: str, before: str) -> None:
    with _admin(given) as admin:
        try:
            admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(before)))
        except psycopg.errors.ObjectInUse as error:
            raise Problem("conflict", f"数据库 {name} 还有连接,不能替换。请停止使用它的程序后重试。") from error
        admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(beside), sql.Identifier(name)))
