"""call → **recording** → file: what was heard left, what was said right; on disk as it is spoken, so that a killed process loses seconds, not calls."""

from __future__ import annotations

import array
import io
import wave
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from dispatch.phones.models import PhoneCall
from dispatch.phones.sip.g711 import FRAME, RATE
from dispatch.telling import tell
from realtime.files.models import File
from realtime.files.store import incoming, keep
from realtime.log import act

MOST = 512 * 1024 * 1024  # four hours
CHUNK = 256 * 1024
SHORTEST = RATE // 2 * 4  # bytes: under half a second nothing was said


def folder() -> Path:
    return Path(settings.DATA_DIR) / "phones"


class Recorder:
    """A sink of `Audio`: one frame each, heard and said."""

    def __init__(self, phone_call_id: int) -> None:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder() / f"{phone_call_id}.pcm"
        self._file = self.path.open("ab")

    def __call__(self, heard: bytes, said: bytes) -> None:
        if self._file.closed:
            return
        both = array.array("h", bytes(4 * FRAME))
        both[0::2], both[1::2] = array.array("h", heard), array.array("h", said)
        self._file.write(both.tobytes())

    def close(self) -> None:
        self._file.close()


def store(phone_call_id: int) -> File | None:
    """Give the recording its lasting place, digest and row. Safe to do again after a crash."""
    path = folder() / f"{phone_call_id}.pcm"
    if not path.exists():
        return None
    call = PhoneCall.objects.select_related("person").get(pk=phone_call_id)
    if path.stat().st_size < SHORTEST or call.file_id is not None:
        path.unlink()
        return call.file
    with incoming(_wav(path), MOST) as arrived, act("clerk", call.exercise_id) as log:
        call = PhoneCall.objects.select_for_update(of=("self",)).select_related("person").get(pk=phone_call_id)
        before = call.row()
        keep(arrived)
        call.file = File.objects.create(
            sha256=arrived.sha256, name=f"通话录音-{phone_call_id}.wav", mime="audio/wav", size=arrived.size, area=call.area, by="clerk",
            exercise_id=call.exercise_id,
        )  # fmt: skip
        call.save(update_fields=["file"])
        tell(log, call.streams, "phone_call.recorded", before, call.row(), area=call.area)
    path.unlink(missing_ok=True)
    return call.file


def _wav(path: Path) -> Iterator[bytes]:
    size = path.stat().st_size // 4 * 4
    head = io.BytesIO()
    with wave.open(head, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.setnframes(size // 4)
        sound.writeframes(b"")
    text = bytearray(head.getvalue())
    text[4:8], text[40:44] = (36 + size).to_bytes(4, "little"), size.to_bytes(4, "little")
    yield bytes(text)
    with path.open("rb") as file:
        while size > 0 and (chunk := file.read(min(CHUNK, size))):
            size -= len(chunk)
            yield chunk
