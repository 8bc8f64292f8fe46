"""packets of the gateway → **squelch** → is somebody transmitting on the channel? Pure; time is passed in."""

from __future__ import annotations

import array
import math
from dataclasses import dataclass
from typing import Literal

Signalling = Literal["presence", "ed137", "vox"]
VOX_DB = -38.0  # dBFS; the noise of an open audio line lies at -50, speech at -25 … -10


def level_db(pcm: bytes) -> float:
    """RMS against full scale."""
    samples = array.array("h", pcm)
    if not samples:
        return -120.0
    mean = sum(sample * sample for sample in samples) / len(samples)
    return 10 * math.log10(mean / 32768**2) if mean else -120.0


@dataclass
class Squelch:
    """`presence`: the gateway sends while its COR is up and is silent otherwise. `ed137`: it says so in each packet. `vox`: it sends always."""

    signalling: Signalling
    hang_s: float
    until: float = 0.0

    def hear(self, now: float, pcm: bytes, said: bool | None) -> None:
        if self.signalling == "ed137":
            open_ = bool(said)
            if said is False:
                self.until = 0.0  # it said so itself: nothing to wait for
        elif self.signalling == "vox":
            open_ = level_db(pcm) > VOX_DB
        else:
            open_ = bool(pcm)
        if open_:
            self.until = now + self.hang_s

    def is_open(self, now: float) -> bool:
        return now < self.until
