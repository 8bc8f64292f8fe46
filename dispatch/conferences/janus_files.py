"""working → **janus_files** → recording: what Janus recorded lies on its machine, one file per sender; packed, digested and kept where we can read it."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path

from django.conf import settings

from dispatch.conferences.locking import lock_conference
from dispatch.conferences.moving import change
from dispatch.conferences.recordings import keep_file, read
from dispatch.conferences.records import Recording
from dispatch.conferences.systems import Work
from realtime.files.receiving import Kept
from realtime.files.sniff import Kind
from realtime.files.store import incoming
from realtime.log import act

TAR = Kind("application/x-tar", "tar", "media")  # made here, never taken from outside


def hear_settled(work: Work, error: str | None) -> None:
    if error is None or work.kind not in (Work.RECORD, Work.STILL):
        return
    with act("clerk", work.conference.exercise_id) as log:
        conference = lock_conference(work.conference_id, ended=True)
        recording = (
            Recording.objects.select_for_update().filter(conference=conference, how=Recording.JANUS, file=None).order_by("-id").first()
        )
        if recording is None:
            return
        recording.conference = conference
        if work.kind == Work.RECORD:
            if error:
                recording.state, recording.why = Recording.FAILED, error[:120]
                change(log, conference, "conference.recording", recording=False)
        else:
            _collect(recording, Path(settings.JANUS_REC_DIR) / str(work.room["room"]), error)
        recording.save()


def _collect(recording: Recording, folder: Path, error: str) -> None:
    files = sorted(folder.glob("*.mjr")) if folder.is_dir() else []
    if not files:
        recording.why = (error or f"录制文件在会议服务器上:{folder}")[:120]
        return
    with tempfile.NamedTemporaryFile(suffix=".tar") as packed:
        with tarfile.open(packed.name, "w") as tar:
            for file in files:
                tar.add(file, arcname=file.name)
        size = Path(packed.name).stat().st_size
        with incoming(read(Path(packed.name)), size) as arrived:
            name = f"会商{recording.conference.number}录制-{recording.pk}.tar"
            keep_file(recording, Kept(arrived, TAR, name))
    recording.parts, recording.size = len(files), size
