"""The corpus: frames as devices send them, one file each. A file that names its topic and what it ``says`` needs no entry elsewhere.

``{"topic": …, "payload": JSON | "hex": … | "text": …, "says": ["Fix", …] | "Undecodable"}``; ``before`` names files that were read first.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

SAMPLES = Path(__file__).parent / "samples"


class Sample(NamedTuple):
    name: str  # folder/stem
    topic: str
    payload: bytes
    says: tuple[str, ...]
    before: tuple[str, ...]


def _payload(told: dict[str, Any]) -> bytes:
    if "hex" in told:
        return bytes.fromhex(told["hex"])
    if "text" in told:
        return str(told["text"]).encode()
    return json.dumps(told["payload"], ensure_ascii=False).encode()


def samples(folder: str = "*") -> list[Sample]:
    """All that describe themselves, by name."""
    found = []
    for path in sorted(SAMPLES.glob(f"{folder}/*.json")):
        told = json.loads(path.read_text())
        if isinstance(told, dict) and "says" in told:
            says = (told["says"],) if isinstance(told["says"], str) else tuple(told["says"])
            found.append(Sample(f"{path.parent.name}/{path.stem}", told["topic"], _payload(told), says, tuple(told.get("before", ()))))
    return found


def sample(name: str) -> Sample:
    return next(found for found in samples(name.partition("/")[0]) if found.name == name)
