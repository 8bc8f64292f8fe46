"""words → **speech** → telephone: espeak-ng where it is installed, else a sentence recorded before; 8 kHz, 16 bit, mono."""

from __future__ import annotations

import array
import io
import logging
import shutil
import subprocess
import wave
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from dispatch.phones.sip.g711 import RATE

log = logging.getLogger(__name__)

PACKAGED = Path(__file__).parent / "prompts"
VOICE, WORDS_A_MINUTE = "cmn", "190"  # Mandarin; its own default of 175 drags over the pauses it makes itself
LONGEST_S = 60
TIMEOUT_S = 10.0
ASK = "收到请按1,重听请按2。"
THANKS = "已收到您的应答,谢谢。"


def machine() -> str | None:
    return shutil.which("espeak-ng")


@lru_cache(maxsize=64)  # a thousand people are told the same sentence
def speak(text: str, fallback: str = "call") -> bytes:
    """Raises OSError only when neither a voice nor the prepared sentence is there."""
    program = machine()
    if program is not None and text:
        try:
            done = subprocess.run(
                [program, "-v", VOICE, "-s", WORDS_A_MINUTE, "--stdout"],
                input=text.encode(),
                capture_output=True,
                check=True,
                timeout=TIMEOUT_S,
            )
            return from_wav(done.stdout)
        except (subprocess.SubprocessError, wave.Error, EOFError, ValueError) as error:
            log.warning("speech: espeak-ng failed (%s); the prepared sentence is used", type(error).__name__)
    return prepared(fallback)


def prepared(name: str) -> bytes:
    """The bureau's own recording under `DATA_DIR/prompts` first."""
    for folder in (Path(settings.DATA_DIR) / "prompts", PACKAGED):
        path = folder / f"{name}.wav"
        if path.exists():
            return from_wav(path.read_bytes())
    raise FileNotFoundError(f"没有语音文件 {name}.wav,也没有安装 espeak-ng")


def from_wav(data: bytes) -> bytes:
    """Any PCM WAV of 16 bit as the telephone wants it. What is longer than a minute is cut."""
    if (
        len(data) >= 44
        and data[:4] == b"RIFF"
        and data[4:8] in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f", b"\x24\xf0\xff\x7f")
    ):
        data = _with_lengths(data)  # written to a pipe: the program did not know its length
    with wave.open(io.BytesIO(data)) as sound:
        if sound.getsampwidth() != 2:
            raise ValueError("只接受 16 位 PCM 的 WAV")
        rate, channels = sound.getframerate(), sound.getnchannels()
        samples = array.array("h", sound.readframes(rate * LONGEST_S))
    return resampled(samples[::channels], rate).tobytes()


def _with_lengths(data: bytes) -> bytes:
    start = data.index(b"data") + 8
    return data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8 : start - 4] + (len(data) - start).to_bytes(4, "little") + data[start:]


def resampled(samples: array.array[int], rate: int) -> array.array[int]:
    """The mean of what falls into each telephone sample: also the low-pass that keeps hiss out of the 4 kHz."""
    if rate == RATE or not samples:
        return samples
    step = rate / RATE
    if step < 1:
        return array.array("h", [samples[min(len(samples) - 1, int(place * step))] for place in range(int(len(samples) / step))])
    found = array.array("h")
    for place in range(int(len(samples) / step)):
        first, last = int(place * step), max(int(place * step) + 1, int((place + 1) * step))
        found.append(sum(samples[first:last]) // (last - first))
    return found
