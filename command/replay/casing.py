"""record → **casing** → case file: the worker turns a span into one file, chunk by chunk, in a thread of its own."""

from __future__ import annotations

import logging
import threading
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from command.replay.actions import case_failed, case_made, tell_progress
from command.replay.board import board_at
from command.replay.case import late_of
from command.replay.casefile import CHUNK_S, Manifest, Writer
from command.replay.fixes import NONE
from command.replay.history import every_fix, positions_at
from command.replay.live import who_of
from command.replay.models import MAKING, WAITING, Case
from command.replay.moments import axis, moments, spoken
from command.replay.store import keep, making
from dispatch.incidents.records import Attachment
from realtime import clock
from realtime.areas.models import Area
from realtime.clock import iso
from realtime.files.store import path_of
from realtime.log.kinds import declared
from realtime.snapshots import measures
from realtime.talk import burstlog, store
from realtime.talk.models import Burst

log = logging.getLogger(__name__)
LOOK_S = 2.0
TELL_EVERY = 10  # per cent


def run_casing(stop: threading.Event) -> None:
    while not stop.wait(LOOK_S):
        try:
            make_waiting()
        except DatabaseError as error:
            log.warning("cases: database away: %s", error)
        except Exception:
            log.exception("cases: failed")
        finally:
            close_old_connections()


def make_waiting() -> int:
    """One worker at a time. A case that was being made when a worker was killed is made anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('replay.casing'))")
        if not cursor.fetchone()[0]:
            return 0
        try:
            waiting = list(Case.objects.filter(state__in=[WAITING, MAKING]).order_by("pk").values_list("pk", flat=True))
            for pk in waiting:
                make(pk)
            return len(waiting)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('replay.casing'))")


def make(case_id: int) -> None:
    case = Case.objects.get(pk=case_id)
    tell_progress(case_id=case_id, percent=0)
    told = 0

    def progress(done: int, of: int) -> None:
        nonlocal told
        percent = min(99, 100 * done // of)
        if percent >= told + TELL_EVERY:
            told = percent
            tell_progress(case_id=case_id, percent=percent)

    try:
        with making() as path:
            manifest = write_case(path, case, progress)
            size = path.stat().st_size
            sha256 = keep(path)
    except DatabaseError:
        raise  # the next round tries again
    except OSError as error:
        log.exception("case %s", case_id)
        case_failed(case_id=case_id, problem=f"存储写入失败:{error.strerror or error}")
    except Exception as error:
        log.exception("case %s", case_id)
        case_failed(case_id=case_id, problem=f"生成失败({type(error).__name__}),详见日志。")
    else:
        case_made(case_id=case_id, sha256=sha256, size=size, manifest=manifest)


def write_case(path: Path, case: Case, progress: Callable[[int, int], None] = lambda done, of: None) -> Manifest:
    writer = Writer(path)
    prefixes, start = [case.area], case.since
    chunks = -(-_ms(case.until - case.since) // (CHUNK_S * 1000))
    subjects: list[int] = []
    late, counts = [NONE], {"events": 0, "fixes": 0, "bursts": 0, "files": 0}
    for n in range(chunks):
        begin = start + timedelta(seconds=n * CHUNK_S)
        end = min(case.until, begin + timedelta(seconds=CHUNK_S))
        board = board_at(case.area, begin)
        writer.json(f"boards/{n}.json", board.state)
        told: list[Any] = []
        since = begin
        while since < end:  # an answer holds so many; a flood of alarms is more
            part = moments(prefixes, since, end)
            told += part.moments
            since = part.until
        writer.json(f"events/{n}.json", told)
        subjects = sorted(set(who_of(board.state)) | set(who_of(board_at(case.area, end).state)))
        fixes = every_fix(subjects, begin, end)
        writer.fixes(f"places/{n}.bin", positions_at(subjects, begin))
        writer.fixes(f"moves/{n}.bin", fixes)
        writer.json(f"marks/{n}.json", _marks(subjects, begin, end))
        late.append(late_of(fixes))
        counts["events"] += len(told)
        counts["fixes"] += len(fixes)
        progress(n + 1, chunks + 1)
    writer.fixes("late.bin", np.concatenate([*late, late_of(every_fix(subjects, case.until, case.until + timedelta(hours=24)))]))
    counts["bursts"] = _add_bursts(writer, case)
    counts["files"] = _add_files(writer, case)
    writer.json("axis.json", axis(prefixes, case.since, case.until))
    writer.json("areas.json", dict(Area.objects.under(settings.CITY).to_towns().values_list("code", "name")))
    writer.json("limits.json", measures())
    city = Area.objects.filter(pk=settings.CITY).first()
    return writer.close(
        title=case.title, city=settings.CITY, city_name=city.name if city else settings.CITY, area=case.area, since=str(iso(case.since)),
        until=str(iso(case.until)), since_ms=_ms(case.since - _EPOCH), until_ms=_ms(case.until - _EPOCH), chunks=chunks,
        made_at=str(iso(clock.now())), by_name=case.by_name, reason=case.reason, software=_software(),
        center=[city.lon, city.lat] if city and city.lon is not None and city.lat is not None else None,
        kinds={kind: version for kind, (version, _) in declared().items()}, counts=counts,
    )  # fmt: skip


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _software() -> str:
    return str(tomllib.loads((settings.ROOT / "pyproject.toml").read_text())["project"]["version"])


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _marks(subjects: list[int], begin: datetime, end: datetime) -> list[list[int]]:
    """What each bore at the beginning, and every change after it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, (extract(epoch FROM at) * 1000)::bigint, flags FROM ("
            " SELECT DISTINCT ON (subject) subject, at, flags FROM tracks_flagchange WHERE subject = ANY(%(who)s) AND at <= %(begin)s"
            " ORDER BY subject, at DESC) f"
            " UNION ALL SELECT subject, (extract(epoch FROM at) * 1000)::bigint, flags FROM tracks_flagchange"
            " WHERE subject = ANY(%(who)s) AND at > %(begin)s AND at <= %(end)s ORDER BY 2",
            {"who": subjects, "begin": begin, "end": end},
        )
        return [list(row) for row in cursor.fetchall()]


def _add_bursts(writer: Writer, case: Case) -> int:
    """What was said goes along as sound; what was kept long enough and swept is named without it."""
    bursts = spoken([case.area], case.since, case.until)
    rows = {row.pk: row for row in Burst.objects.filter(pk__in=[burst["id"] for burst in bursts])}
    for burst in bursts:
        row = rows[burst["id"]]
        try:
            sound = store.audio(row, burstlog.read(store.root() / row.file)) if row.file else None
        except (OSError, burstlog.NoLog):
            sound = None
        burst["file"] = f"bursts/{row.pk}.ogg" if sound else None
        if sound:
            writer.add(f"bursts/{row.pk}.ogg", sound, packed=True)
    writer.json("bursts.json", bursts)
    return len(bursts)


def _add_files(writer: Writer, case: Case) -> int:
    """Photographs and papers given to incidents within the span."""
    files = []
    given = Attachment.objects.filter(incident__area__startswith=case.area, at__gt=case.since, at__lte=case.until).select_related("file")
    for attachment in given.order_by("pk"):
        file = attachment.file
        try:
            data = path_of(file.sha256).read_bytes()
        except OSError:
            continue  # lost here as well; the backup has it or nobody
        files.append({"id": file.pk, "name": file.name, "mime": file.mime, "incident": attachment.incident_id, "at": iso(attachment.at)})
        writer.add(f"files/{file.pk}", data, packed=True)
    writer.json("files.json", files)
    return len(files)
