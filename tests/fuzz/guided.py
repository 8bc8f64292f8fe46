"""The same decoders under atheris: the mutator sees which lines a frame reached. ``python -m tests.fuzz.guided NAME FRAMES SEED``.

The corpus goes into a folder of its own beside what it finds, test-results/fuzz/corpus/NAME; a crash is written there by libFuzzer.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["devices.adapters", "devices.doors", "devices.mqtt"]):
    from tests.fuzz.decoders import all_of_them

NOW = 1_793_664_930_500


def main() -> None:
    name, frames, seed = sys.argv[1:4]
    decoder = next(found for found in all_of_them() if found.name == name)
    topics = sorted({topic for topic, _ in decoder.corpus})
    folder = Path("test-results/fuzz/corpus") / name.replace(" ", "_")
    folder.mkdir(parents=True, exist_ok=True)
    for place, (topic, payload) in enumerate(decoder.corpus):
        (folder / f"seed-{place}").write_bytes(bytes([topics.index(topic)]) + payload)
    read, count = decoder.made(), 0

    def once(data: bytes) -> None:
        nonlocal read, count
        count += 1
        if count % 5_000 == 0:
            read = decoder.made()
        if data:
            read(topics[data[0] % len(topics)], data[1:], NOW + count)

    arguments = [
        f"-runs={frames}",
        f"-seed={int(seed) + 1}",
        "-max_len=8192",
        "-verbosity=0",
        "-timeout=5",
        f"-artifact_prefix={folder}/crash-",
    ]
    atheris.Setup([sys.argv[0], *arguments, str(folder)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
