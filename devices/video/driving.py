"""jobs → **driving** → media server: the worker's own threads carry out what streams were asked for, outside every transaction."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, close_old_connections, connection, transaction

from devices.video.asking import NOTIFY
from devices.video.models import Job, Stream
from devices.video.providers import provider
from devices.video.providers.gb28181 import Gb28181
from devices.video.providers.known import CannotPlay, PtzCommand, Records
from devices.video.registry import take_catalogue
from devices.video.watching import started
from realtime import clock

log = logging.getLogger(__name__)

THREADS = 6
LOOK_S = 1.0  # without a NOTIFY
LATE_PTZ = timedelta(seconds=3)  # a camera that swings after the hand has let go misleads; a stop is always carried out
TOOK = timedelta(seconds=60)  # longer than any request here: its worker died
KEEP = timedelta(days=7)


def run_video(stop: threading.Event) -> None:
    """The worker's thread, until told to stop."""
    with ThreadPoolExecutor(THREADS, thread_name_prefix="video") as pool:
        while not stop.is_set():
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"LISTEN {NOTIFY}")
                while not stop.is_set():
                    for number in take_due():
                        pool.submit(_carry_out, number)
                    for _ in connection.connection.notifies(timeout=LOOK_S, stop_after=1):
                        pass
            except OperationalError as error:
                log.warning("video: database away: %s", error)
                stop.wait(1)
            except Exception:
                log.exception("video failed")
                stop.wait(1)
            finally:
                close_old_connections()
                connection.close()


def take_due() -> list[int]:
    """Waiting jobs, marked as taken; two workers never take the same one."""
    with transaction.atomic():
        jobs = list(Job.objects.select_for_update(skip_locked=True).filter(state=Job.WAITING).order_by("id")[:50])
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(state=Job.DOING, taken_at=clock.now())
    return [job.pk for job in jobs]


def _carry_out(number: int) -> None:
    try:
        carry_out(number)
    except Exception:
        log.exception("video job %s failed", number)
    finally:
        close_old_connections()


def carry_out(number: int) -> Job:
    """One job, from the provider's door to the stream's row. Never raises for what the provider said."""
    job = Job.objects.select_related("stream").get(pk=number)
    try:
        found, words = DOES[job.kind](job), ""
    except CannotPlay as error:
        found, words = None, str(error)[:200]
    Job.objects.filter(pk=number).update(state=Job.FAILED if words else Job.DONE, result=found, error=words)
    job.refresh_from_db()
    return job


def _start(job: Job) -> Any:
    stream = _stream(job)
    try:
        ways = provider(stream.provider).start(stream)
    except CannotPlay as error:
        started(stream_id=stream.pk, ways=[], error=str(error))
        raise
    started(stream_id=stream.pk, ways=list(ways), codec=stream.codec)
    return None


def _stop(job: Job) -> Any:
    """Somebody may have come back since; then the stream is theirs and goes on."""
    stream = _stream(job)
    if stream.state == Stream.State.OFF:
        provider(stream.provider).stop(stream)
    return None


def _ptz(job: Job) -> Any:
    stream, payload = _stream(job), job.payload
    if payload["move"] != "stop" and clock.now() - job.at > LATE_PTZ:
        raise CannotPlay("云台指令积压超过 3 秒,已作废")
    provider(stream.provider).move(stream, PtzCommand(payload["move"], payload["speed"], payload.get("preset")))
    return None


def _catalogue(job: Job) -> Any:
    return take_catalogue(actor=job.actor, area=job.payload["area"], name=Gb28181.name, rows=list(Gb28181().channels()))


def _records(job: Job) -> Any:
    stream = _stream(job)
    brings = provider(stream.provider)
    if not isinstance(brings, Gb28181):
        raise CannotPlay("这种接入方式没有录像回放")
    if job.payload.get("do"):
        return brings.steer(stream, job.payload["playing"], job.payload["do"], job.payload["value"])
    start, end = datetime.fromisoformat(job.payload["start"]), datetime.fromisoformat(job.payload["end"])
    return brings.play_back(stream, start, end) if job.payload.get("play") else brings.records(stream, start, end)


def _keep(job: Job) -> Any:
    """Record on the media server, or no longer (dispatch/footage); the path under which it lies."""
    stream = _stream(job)
    brings = provider(stream.provider)
    if not isinstance(brings, Records):
        raise CannotPlay("这种接入方式不能由平台录像;请在其录像机或云平台上调取")
    return {"path": brings.record(stream, bool(job.payload["on"]))}


def _stream(job: Job) -> Stream:
    assert job.stream is not None, f"a job of kind {job.kind} is about a stream"
    return job.stream


DOES = {Job.START: _start, Job.STOP: _stop, Job.PTZ: _ptz, Job.CATALOGUE: _catalogue, Job.RECORDS: _records, Job.KEEP: _keep}


def sweep_video() -> None:
    """Chore: jobs whose worker died are said to have failed – a start is tried anew by whoever still watches –, old ones are forgotten."""
    now = clock.now()
    for job in Job.objects.filter(state=Job.DOING, taken_at__lt=now - TOOK).select_related("stream"):
        if Job.objects.filter(pk=job.pk, state=Job.DOING).update(state=Job.FAILED, error="处理中断,请重试") and job.kind == Job.START:
            started(stream_id=_stream(job).pk, ways=[], error="接通过程中断,请重试")
    Job.objects.exclude(state__in=[Job.WAITING, Job.DOING]).filter(at__lt=now - KEEP).delete()
