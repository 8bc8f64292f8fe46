"""The stories are played as anybody can play them: by the command, on a running centre."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.system.centre import ROOT, Centre, wait_until


@pytest.mark.parametrize("story", ["A", "B", "C"])
def test_a_story_meets_every_deadline(centre: Centre, story: str):
    words = ["scenario", story, "--check", "--url", centre.url("web-1")]
    with centre.broker_kept():  # C ends it
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=centre.env, capture_output=True, text=True, timeout=240, check=False
        )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "0 步未达到" in done.stdout
    left = "SELECT kind, count(*) FROM clerk_deadline WHERE exercise_id IS NOT NULL GROUP BY kind"
    wait_until(lambda: centre.query(left) == [], 20, "an ended exercise has no deadlines")


def test_scenario_says_what_is_missing_when_no_centre_answers(centre: Centre):
    done = subprocess.run(
        [sys.executable, "manage.py", "scenario", "A", "--check", "--url", "http://127.0.0.1:9"],
        cwd=ROOT, env=centre.env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "没有应答" in done.stderr
