"""`make test` and `make faults`: pytest and vitest against real services, added up in one last line."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from dataclasses import dataclass

from command.supervisor import preparation, screens
from command.supervisor.borrow import with_test_services
from command.supervisor.layout import Layout

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# `quick` marks the faults that belong to every push's first look (at most two minutes of them)
PUSH = "(not faults or quick) and not nightly and not bench"


@dataclass(slots=True)
class Score:
    """Added over all runners; a runner that broke down without a result counts as one failure."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, passed: int, failed: int, skipped: int, code: int) -> None:
        self.passed, self.failed, self.skipped = self.passed + passed, self.failed + (failed or int(code != 0)), self.skipped + skipped

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def test(layout: Layout, words: list[str]) -> int:
    """Everything a push must pass."""
    preparation.ensure_installed(layout, "dev")
    score = Score()
    if words:
        _pytest(layout, score, words)
        _vitest(layout, score)
    else:
        _two_lanes(layout, score)
    print(score.line(), flush=True)
    return 1 if score.failed else 0


def _two_lanes(layout: Layout, score: Score) -> None:
    """Whole centres and browsers mostly wait, the other tests mostly count: side by side they need two thirds of the time."""
    every = ["-m", PUSH, "--continue-on-collection-errors"]
    whole = [*every, "tests/system", *([] if _browser_missing(score) else ["tests/e2e"])]
    parts = [*every, "--ignore=tests/system", "--ignore=tests/e2e"]
    if layout.database_url:  # one server of yours has one test database
        _pytest(layout, score, whole)
        _pytest(layout, score, parts)
        _vitest(layout, score)
        return
    with tempfile.TemporaryDirectory(dir=layout.data, prefix="report-") as folder:
        report, text = pathlib.Path(folder) / "pytest.xml", pathlib.Path(folder) / "lane.txt"
        command = [sys.executable, "-m", "command.supervisor", "test-services", "python", "-m", "pytest", f"--junitxml={report}", *whole]
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "command.settings")
        with text.open("wb") as out:
            beside = subprocess.Popen(command, cwd=layout.root, stdout=out, stderr=subprocess.STDOUT)
            try:
                _pytest(layout, score, parts)
                _vitest(layout, score)
                code = beside.wait()
            finally:
                if beside.poll() is None:
                    beside.terminate()
                    beside.wait(30)
        print(text.read_text(errors="replace"), flush=True)
        _add(score, report, code)


def faults(layout: Layout, words: list[str]) -> int:
    """The faults of the push tier: what is killed, frozen, cut off."""
    preparation.ensure_installed(layout, "dev")
    score = Score()
    if (layout.root / "tests" / "system").is_dir():
        _pytest(layout, score, ["-m", "faults and not nightly", "tests/system", *words])
    print(score.line(), flush=True)
    return 1 if score.failed else 0


def _browser_missing(score: Score) -> bool:
    """Without a browser the browser's tests are left out and that is said; in CI it is a failure."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return False
    if os.environ.get("CI"):
        print("浏览器测试失败：没有 Chromium。 e2e failed: no Chromium on this machine (CI=true).", flush=True)
        score.failed += 1
    else:
        print("跳过浏览器测试：没有 Chromium。 e2e skipped: no Chromium on this machine (apt-get install chromium).", flush=True)
    return True


def _pytest(layout: Layout, score: Score, words: list[str]) -> None:
    """Under services of its own; the figures come from the report, the closing line stays pytest's."""
    with tempfile.TemporaryDirectory(dir=layout.data, prefix="report-") as folder:
        report = pathlib.Path(folder) / "pytest.xml"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "command.settings")
        code = with_test_services(layout, ["python", "-m", "pytest", f"--junitxml={report}", *words])
        if code != 5:  # 5: nothing collected
            _add(score, report, code)


def _add(score: Score, report: pathlib.Path, code: int) -> None:
    passed = failed = skipped = 0
    if report.exists():
        for suite in xml.parse(report).getroot().iter("testsuite"):
            total, bad, left = (int(suite.get(name, 0)) for name in ("tests", "failures", "skipped"))
            bad += int(suite.get("errors", 0))
            passed, failed, skipped = passed + max(0, total - bad - left), failed + bad, skipped + left
    score.add(passed, failed, skipped, code)


def _vitest(layout: Layout, score: Score) -> None:
    if not (layout.root / "frontend" / "tests").is_dir():
        return
    with tempfile.TemporaryDirectory(dir=layout.data, prefix="report-") as folder:
        report = pathlib.Path(folder) / "vitest.json"
        arguments = ["run", "test", "--", "--reporter=default", "--reporter=json", f"--outputFile.json={report}"]
        sys.stdout.flush()
        done = subprocess.run(
            [*screens.npm_command(layout), *arguments], cwd=layout.root, env=os.environ | screens.node_environment(layout), check=False
        )
        figures = json.loads(report.read_text()) if report.exists() else {}
        skipped = figures.get("numPendingTests", 0) + figures.get("numTodoTests", 0)
        score.add(figures.get("numPassedTests", 0), figures.get("numFailedTests", 0), skipped, done.returncode)
