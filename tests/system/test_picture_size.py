"""A whole city in one picture message: far larger than anything a client may send, and it must arrive all the same."""

from __future__ import annotations

import json
import time

import numpy as np
import redis

from realtime.positions import ROW_DTYPE, Frame, read_message
from tests.system.centre import Centre, Officer, Screen

SUBJECTS = 22_000
FIRST, SHARD = 5_000_000, 700  # nobody's


def test_a_picture_of_22000_subjects_reaches_the_socket(centre: Centre):
    screen = Screen(Officer(centre.url("web-1"), "zhibanzhang"))
    screen.connect()
    screen.socket.send(json.dumps({"t": "picture", "areas": ["4401"], "every": 1}))
    rows = np.zeros(SUBJECTS, ROW_DTYPE)
    rows["subject"] = FIRST + np.arange(SUBJECTS)
    with redis.Redis.from_url(centre.env["REDIS_URL"]) as client:
        client.publish("ecc:frames", Frame(440117, SHARD, int(time.time()), 1, 0, rows.tobytes()).pack())
    seen: set[int] = set()
    end = time.monotonic() + 10
    while len(seen) < SUBJECTS and time.monotonic() < end:
        frame = screen.read(1)
        if frame is not None and frame["t"] == "picture":
            tick, _, frames = read_message(frame["data"])
            screen.socket.send(json.dumps({"t": "tick", "n": tick}))
            seen |= {int(s) for f in frames for s in np.frombuffer(f.rows, ROW_DTYPE)["subject"] if FIRST <= s < FIRST + SUBJECTS}
    screen.close()
    assert len(seen) == SUBJECTS
