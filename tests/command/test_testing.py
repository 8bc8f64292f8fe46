"""What `make test` counts: nothing that ran is lost, and a lane that dies is a failure, never a silence."""

from __future__ import annotations

import pathlib
import signal
import sys

import pytest

from command.supervisor.lane import Lane
from command.supervisor.scores import Score

REPORT = '<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>'
WRITES = f"import sys, pathlib; pathlib.Path(sys.argv[-1].partition('=')[2]).write_text({REPORT!r}); print('so far'); "


def lane(folder: pathlib.Path, program: str) -> Lane:
    return Lane([sys.executable, "-uc", program], folder, folder)


def test_the_figures_of_a_lane_are_its_reports(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    score = Score(passed=10)
    with lane(tmp_path, WRITES + "sys.exit(1)") as beside:
        beside.join(score)
    assert score.line() == "13 passed, 2 failed, 2 skipped"
    assert "so far" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "sys.exit(3)", "1 / 0"])
def test_a_lane_that_dies_is_a_failure_and_what_it_said_is_shown(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    score = Score(passed=10)
    with lane(tmp_path, f"import os, sys; print('so far'); {end}") as beside:
        beside.join(score)
    assert score.line() == "10 passed, 1 failed"
    assert "so far" in capsys.readouterr().out


def test_a_lane_that_breaks_down_after_a_clean_report_is_a_failure_still(tmp_path: pathlib.Path) -> None:
    score = Score()
    with lane(tmp_path, WRITES.replace('failures="1" errors="1"', 'failures="0" errors="0"') + "sys.exit(3)") as beside:
        beside.join(score)
    assert score.line() == "5 passed, 1 failed, 2 skipped"


def test_no_lane_outlives_the_one_in_the_window(tmp_path: pathlib.Path) -> None:
    with pytest.raises(KeyboardInterrupt), lane(tmp_path, "import time; time.sleep(600)") as beside:
        raise KeyboardInterrupt
    assert beside.process.poll() == -signal.SIGTERM


def test_the_exit_code_says_what_the_last_line_says() -> None:
    assert (Score(passed=3).code, Score(passed=3).line()) == (0, "3 passed, 0 failed")
    assert (Score(passed=3, failed=1).code, Score(passed=3, failed=1).line()) == (1, "3 passed, 1 failed")
