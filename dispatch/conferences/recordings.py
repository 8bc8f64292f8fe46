"""Verbs on recordings: begin, take a part, end. Parts are appended in their order; the whole is digested and hung on the incident's timeline."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from dispatch.conferences.locking import exercise_of, lock_conference
from dispatch.conferences.models import Conference
from dispatch.conferences.moving import change
from dispatch.conferences.records import Recording
from dispatch.conferences.systems import Work
from dispatch.incidents.actions import lock_incident, set_fields
from dispatch.incidents.records import Attachment
from realtime import clock
from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.receiving import Kept, file_of
from realtime.files.sniff import WEBM, sniff
from realtime.files.store import incoming
from realtime.log import Log, act
from realtime.rules.models import rule

CHUNK = 1024 * 1024
SILENT_S = 45  # parts come every few seconds; a host's page that is silent for so long is gone
MEGABYTE = 1024 * 1024


def place_of(recording: Recording) -> Path:
    """Parts lie here until it ends; outside `files`, whose sweep takes what no row owns."""
    return Path(settings.DATA_DIR) / "recordings" / f"{recording.pk}.parts"


def start_recording(*, actor: str, name: str, conference_id: int) -> Recording:
    """Everybody in it sees that it records. A second press answers with the one going on."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        going = conference.recordings.filter(state=Recording.GOING).first()
        if going is not None:
            return going
        how = Recording.JANUS if conference.provider == "janus" and settings.JANUS_REC_DIR else Recording.HOST
        recording = Recording.objects.create(conference=conference, how=how, by=actor, by_name=name, exercise_id=conference.exercise_id)
        recording.refresh_from_db()
        if how == Recording.JANUS:
            Work.objects.create(conference=conference, provider="janus", room=conference.room, kind=Work.RECORD)
        change(log, conference, "conference.recording", recording=True)
    return recording


def take_part(*, actor: str, recording_id: int, number: int, path: Path, size: int) -> Recording:
    """The next part in order. One that is here already changes nothing; a gap is refused, so that the page sends what is missing."""
    with act(actor):
        recording = Recording.objects.select_for_update().filter(pk=recording_id).first()
        if recording is None or recording.by != actor:
            raise Problem("not_found", "没有由您进行的这次录制。")
        if number <= recording.parts:
            return recording
        if recording.state != Recording.GOING:
            raise Problem("wrong_state", f"这次录制{recording.get_state_display()}。")
        if number != recording.parts + 1:
            raise Problem("conflict", f"录制分段不连续,请从第 {recording.parts + 1} 段补传。", where=["part"])
        most = float(rule("conference.recording_mb")) * MEGABYTE
        if recording.size + size > most:
            raise Problem("too_large", f"录制已达 {most / MEGABYTE:g} MB 上限。请停止并重新开始录制。")
        _append(place_of(recording), path, recording.size)
        recording.parts, recording.size, recording.part_at = number, recording.size + size, clock.now()
        recording.save(update_fields=["parts", "size", "part_at"])
    return recording


def _append(place: Path, part: Path, at: int) -> None:
    """From where the row says that the parts end: what a rolled-back attempt wrote behind it is overwritten."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with place.open("r+b" if place.exists() else "xb") as whole, part.open("rb") as piece:
            whole.truncate(at)
            whole.seek(at)
            while chunk := piece.read(CHUNK):
                whole.write(chunk)
            whole.flush()
            os.fsync(whole.fileno())
    except OSError as error:
        raise Problem("unavailable", "服务器存储暂时不可用,这一段没有保存。请稍后重传。") from error


def stop_recording(*, actor: str, recording_id: int, state: str = Recording.KEPT, why: str = "") -> Recording:
    """Digested, kept as a file, on the incident's timeline. Stopped twice is stopped once."""
    with act(actor, Recording.objects.filter(pk=recording_id).values_list("exercise_id", flat=True).first()) as log:
        found = Recording.objects.filter(pk=recording_id).first()
        if found is None:
            raise Problem("not_found", "没有这次录制。")
        conference = lock_conference(found.conference_id, ended=True)
        recording = Recording.objects.select_for_update().get(pk=recording_id)
        if recording.state != Recording.GOING:
            return recording
        recording.conference = conference
        recording.state, recording.stopped_at, recording.why = state, clock.now(), why
        if recording.how == Recording.JANUS:
            _stop_janus(recording)
        elif recording.parts == 0:
            recording.state, recording.why = Recording.FAILED, why or "没有收到录制内容"
        else:
            _keep(recording, place_of(recording))
        recording.save()
        _tell(log, conference)
    return recording


def _tell(log: Log, conference: Conference) -> None:
    change(log, conference, "conference.recording", recording=False)


def _keep(recording: Recording, place: Path) -> None:
    with incoming(read(place), recording.size) as arrived:
        kind = sniff(arrived.head) or WEBM
        kept = Kept(arrived, kind, f"会商{recording.conference.number}录制-{recording.pk}.{kind.ending}")
        keep_file(recording, kept)


def keep_file(recording: Recording, kept: Kept) -> File:
    """The file, and where the incident takes attachments still: an entry of its timeline."""
    conference = recording.conference
    file = file_of(kept, area=conference.area, by=recording.by, exercise=recording.exercise_id)
    recording.file, recording.sha256 = file, file.sha256
    incident = lock_incident(conference.incident_id) if conference.incident_id is not None else None
    if incident is not None and incident.open:
        number = incident.words + 1
        Attachment.objects.create(
            incident=incident, number=number, file=file, text=f"会商 {conference.number} 录制,SHA-256 {file.sha256}", by=recording.by,
            occurred_at=recording.started_at,
        )  # fmt: skip
        set_fields(recording.by, incident, "incident.attached", {"words": number})
    return file


def read(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _stop_janus(recording: Recording) -> None:
    """Janus writes one file per sender on its own machine; told to stop, then looked for (working.py)."""
    Work.objects.create(conference=recording.conference, provider="janus", room=recording.conference.room, kind=Work.STILL)


def cut_silent() -> int:
    """Chore: the host's page vanished, or the conference is over and nobody ended the recording. What has come is kept. Also sweeps the parts away."""
    silent = Q(part__lt=Now() - timedelta(seconds=SILENT_S)) | Q(conference__state="ended", part__lt=Now() - timedelta(seconds=10))
    going = Recording.objects.filter(how=Recording.HOST, state=Recording.GOING).annotate(part=Coalesce(F("part_at"), F("started_at")))
    cut = 0
    for pk in list(going.filter(silent).values_list("pk", flat=True)):
        stop_recording(actor="clerk", recording_id=pk, state=Recording.CUT, why="主持端中断")
        cut += 1
    for place in (Path(settings.DATA_DIR) / "recordings").glob("*.parts"):
        if not Recording.objects.filter(pk=int(place.stem), state=Recording.GOING).exists():
            place.unlink(missing_ok=True)
    return cut
