"""`make fuzz`: so many injured frames a decoder, counted. Fails on anything raised but a refusal, on more than 50 ms a frame, and on a good frame
that is no longer read after the bad ones. Never part of a push: it measures time.

``python -m tests.fuzz [--frames 200000] [--only NAME,…] [--seed N] [--guided]``; what failed is kept in test-results/fuzz, to become a sample.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
import traceback
from hashlib import blake2b
from pathlib import Path

from tests.devices.garbage import mutated, odd
from tests.fuzz.decoders import Decoder, Frame, all_of_them

NOW = 1_793_664_930_500
SLOW_NS = 50_000_000
FRESH_EVERY = 5_000  # frames after which the decoder forgets, so that a fault does not hide behind a memory full of nonsense
GOOD_EVERY = 20
FOUND = Path("test-results/fuzz")


class Tally:
    def __init__(self) -> None:
        self.read = self.empty = self.refused = self.good = 0
        self.slowest_ns = 0
        self.faults: list[str] = []


def keep(name: str, frame: Frame, why: str) -> str:
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / f"{name.replace(' ', '_')}-{blake2b(frame[1], digest_size=4).hexdigest()}.json"
    path.write_text(json.dumps({"topic": frame[0], "hex": frame[1].hex(), "why": why}, ensure_ascii=False, indent=1))
    return f"{why} → {path}"


def least_ns(decoder: Decoder, frame: Frame) -> int:
    """Of three readings with an empty memory: a pause of the machine is not the frame's fault."""
    times = []
    for _ in range(3):
        read, before = decoder.made(), time.thread_time_ns()
        read(*frame, NOW)
        times.append(time.thread_time_ns() - before)
    return min(times)


def run(decoder: Decoder, frames: int, seed: int) -> Tally:
    dice, tally = random.Random(f"{seed}:{decoder.name}"), Tally()
    payloads = [payload for _, payload in decoder.corpus]
    good = [frame for frame in decoder.corpus if decoder.made()(*frame, NOW) is not None]
    read, now = decoder.made(), NOW
    for count in range(frames):
        if count % FRESH_EVERY == 0:
            read = decoder.made()
        topic, payload = dice.choice(decoder.corpus)
        if topic and dice.random() < 0.02:
            topic = mutated(topic.encode(), [topic.encode()], dice).decode(errors="replace")
        injured = odd(payload, dice) if payload[:1] in (b"{", b"[") and dice.random() < 0.6 else mutated(payload, payloads, dice)
        frame = (topic, decoder.mended(injured) if dice.random() < 0.5 else injured)
        now += dice.randrange(2_000)
        before = time.thread_time_ns()
        try:
            said = read(*frame, now)
        except Exception as error:
            if len(tally.faults) < 20:
                tally.faults.append(
                    keep(decoder.name, frame, f"{type(error).__name__}: {error} {traceback.format_exc().splitlines()[-3].strip()}")
                )
            read = decoder.made()
            continue
        took = time.thread_time_ns() - before
        if took > SLOW_NS:
            took = least_ns(decoder, frame)
            if took > SLOW_NS and len(tally.faults) < 20:
                tally.faults.append(keep(decoder.name, frame, f"{took / 1e6:.0f} ms"))
        tally.slowest_ns = max(tally.slowest_ns, took)
        if said is None:
            tally.refused += 1
        elif said:
            tally.read += 1
        else:
            tally.empty += 1
        if good and count % GOOD_EVERY == 0:
            frame = dice.choice(good)
            tally.good += 1
            if read(*frame, now) is None and len(tally.faults) < 20:
                tally.faults.append(keep(decoder.name, frame, "a good frame is refused after bad ones"))
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--frames", type=int, default=200_000)
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--guided", action="store_true", help="with atheris (pip install atheris), by coverage")
    given = parser.parse_args()
    chosen = [decoder for decoder in all_of_them() if not given.only or decoder.name in given.only.split(",")]
    print(f"{'decoder':<14}{'frames':>9}{'read':>9}{'nothing':>9}{'refused':>9}{'good':>8}{'slowest':>11}{'seconds':>9}", flush=True)
    failed = False
    for decoder in chosen:
        started = time.monotonic()
        if given.guided:
            command = [sys.executable, "-m", "tests.fuzz.guided", decoder.name, str(given.frames), str(given.seed)]
            code = subprocess.run(command, check=False).returncode
            print(
                f"{decoder.name:<14}{given.frames:>9}  atheris: {'ok' if code == 0 else f'exit {code}'}{time.monotonic() - started:>10.1f} s",
                flush=True,
            )
            failed |= code != 0
            continue
        t = run(decoder, given.frames, given.seed)
        print(
            f"{decoder.name:<14}{given.frames:>9}{t.read:>9}{t.empty:>9}{t.refused:>9}{t.good:>8}{t.slowest_ns / 1e6:>8.2f} ms"
            f"{time.monotonic() - started:>9.1f}",
            flush=True,
        )
        for fault in t.faults:
            print(f"   {fault}")
        failed |= bool(t.faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
