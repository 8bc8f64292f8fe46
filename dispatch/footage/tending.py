"""worker → **tending** → media server and disk: keeps a recorded stream running, and brings its files home once they are whole."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from devices.video.asking import ask
from devices.video.models import Job, Stream
from devices.video.watching import watch
from dispatch.footage.actions import CLERK, key_of, stop_footage, tell
from dispatch.footage.models import Footage, FootagePart
from dispatch.incidents.actions import lock_incident, set_fields
from dispatch.incidents.holding import kept
from dispatch.incidents.records import Attachment
from realtime import clock
from realtime.files.models import File
from realtime.files.receiving import Kept, file_of
from realtime.files.sniff import MP4, sniff
from realtime.files.store import incoming, sweep_away
from realtime.log import act
from realtime.rules.models import rule

log = logging.getLogger(__name__)

CHUNK = 1024 * 1024
STILL_S = 30.0  # the media server writes each second: a file untouched for so long is whole, though nobody told us
LOOK_BACK = timedelta(days=1)  # after its end; by then the media server's own sweep takes what is left
LEAST_DAYS = 180  # as for talk and conferences; a rule may only lengthen it
BATCH = 100


def tend_footage() -> None:
    """Chore: renews the watch, tells the media server (again, when the stream began anew), ends what must end, collects."""
    for footage in Footage.objects.filter(state=Footage.GOING).select_related("stream", "incident", "job"):
        longest = timedelta(hours=float(rule("footage.longest_h", footage.incident.area)))
        if not footage.incident.open:
            stop_footage(actor=CLERK, footage_id=footage.pk, why="事件已结束")
        elif clock.now() - footage.started_at > longest:
            stop_footage(actor=CLERK, footage_id=footage.pk, why=f"已达 {longest / timedelta(hours=1):g} 小时上限")
        elif not footage.stream.active:
            stop_footage(actor=CLERK, footage_id=footage.pk, why="视频源已停用")
        elif footage.job is not None and footage.job.state == Job.FAILED:
            stop_footage(actor=CLERK, footage_id=footage.pk, why=footage.job.error, failed=True)
        else:
            watch(actor=CLERK, stream_id=footage.stream_id, key=key_of(footage))
            _record(footage)
    collect_footage()


def _record(footage: Footage) -> None:
    if footage.job is not None and footage.job.state == Job.DONE and not footage.path:
        footage.path = str((footage.job.result or {}).get("path", ""))[:200]
        footage.save(update_fields=["path"])
    stream = footage.stream
    if stream.state == Stream.State.ON and (footage.asked_at is None or stream.since > footage.asked_at):
        with act(CLERK, footage.exercise_id):
            footage.job = ask(Job.KEEP, stream, actor=CLERK, payload={"on": True})
            footage.asked_at = clock.now()
            footage.save(update_fields=["job", "asked_at"])


def told_whole(path: str, file: str) -> bool:
    """The media server says that a file is done. False: of nothing that we record."""
    place = _inside(file)
    footage = Footage.objects.filter(path=path).exclude(state=Footage.FAILED).order_by("-id").first()
    if place is None or footage is None:
        return False
    part, _ = FootagePart.objects.get_or_create(footage=footage, name=str(place.relative_to(_root())))
    FootagePart.objects.filter(pk=part.pk, told_at=None).update(told_at=clock.now())
    return True


def _root() -> Path:
    return Path(settings.MEDIAMTX_REC_DIR).resolve()


def _inside(file: str) -> Path | None:
    """Below the folder it records to, wherever that lies on its own machine; nothing else of this one is ever read."""
    if not settings.MEDIAMTX_REC_DIR or "\x00" in file:
        return None
    root = _root()
    for start in (Path(file), *(Path(*Path(file).parts[n:]) for n in range(1, len(Path(file).parts)))):
        place = (root / start).resolve()
        if place.is_relative_to(root) and place.is_file():
            return place
    return None


def collect_footage() -> int:
    """What is whole and not yet here. A file that cannot be read now is tried at the next look."""
    if not settings.MEDIAMTX_REC_DIR:
        return 0
    taken = 0
    recent = Footage.objects.exclude(path="").exclude(stopped_at__lt=clock.now() - LOOK_BACK).select_related("stream", "incident")
    for footage in recent:
        begun = footage.started_at - timedelta(seconds=5)
        known = {part.name: part for part in footage.parts.all()}
        for place in sorted((_root() / footage.path).glob("*")):
            name = str(place.relative_to(_root()))
            part = known.get(name)
            try:
                touched = place.stat().st_mtime
                still = clock.now().timestamp() - touched > STILL_S
                if (
                    not place.is_file()
                    or not place.resolve().is_relative_to(_root())
                    or (part and part.file_id)
                    or not ((part and part.told_at) or still)
                ):
                    continue
                if touched < begun.timestamp() or FootagePart.objects.filter(name=name).exclude(footage=footage).exists():
                    continue  # of another recording of the same lens
                _keep(footage, name, place)
                taken += 1
            except OSError as error:
                log.warning("footage %s: %s not read: %s", footage.pk, name, error)
    return taken


def _keep(footage: Footage, name: str, place: Path) -> None:
    with incoming(_read(place), place.stat().st_size) as arrived, act(CLERK, footage.exercise_id) as told:
        incident = lock_incident(footage.incident_id)
        part, _ = FootagePart.objects.select_for_update().get_or_create(footage=footage, name=name)
        if part.file_id:
            return
        kind = sniff(arrived.head) or MP4
        file = file_of(
            Kept(arrived, kind, f"{footage.stream.name}录像-{footage.pk}-{place.stem}.{kind.ending}"[:120]), area=incident.area, by=footage.by,
            exercise=footage.exercise_id,
        )  # fmt: skip
        part.file, part.sha256, part.size, part.begun_at = file, file.sha256, file.size, begun_of(place.stem)
        part.save()
        if incident.open:
            number = incident.words + 1
            Attachment.objects.create(
                incident=incident, number=number, file=file, text=f"视频录像 {footage.stream.name},SHA-256 {file.sha256}", by=footage.by,
                occurred_at=footage.started_at,
            )  # fmt: skip
            set_fields(footage.by, incident, "incident.attached", {"words": number})
        tell(told, footage, "footage.kept")


def begun_of(name: str) -> datetime | None:
    """As MediaMTX names its files unless told otherwise: 2026-11-22_08-30-00-000000, by the clock on its wall."""
    try:
        return datetime.strptime(name, "%Y-%m-%d_%H-%M-%S-%f").astimezone()
    except ValueError:
        return None


def _read(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sweep_footage() -> int:
    """Chore: after its term the picture goes, its digest stays; nothing of an incident that is open or held."""
    days = max(LEAST_DAYS, int(rule("footage.keep_days")))
    due = FootagePart.objects.filter(footage__stopped_at__lt=clock.now() - timedelta(days=days), swept_at=None).exclude(file=None)
    keep = kept(due.values_list("footage__incident", flat=True))
    swept = 0
    for part in due.exclude(footage__incident__in=keep).select_related("footage__incident").order_by("pk")[:BATCH]:
        with act(CLERK, part.footage.exercise_id) as told:
            file = File.objects.select_for_update().get(pk=part.file_id or 0)
            part.swept_at = clock.now()
            part.save(update_fields=["swept_at"])
            sweep_away(file, part.swept_at)
            body = {"id": part.pk, "footage": part.footage_id, "sha256": part.sha256, "size": part.size}
            told.append(f"authority:{settings.CITY}", "footage_part.swept", body, area=part.footage.incident.area)
        swept += 1
    return swept
