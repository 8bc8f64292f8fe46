"""What the runners' reports say, added up to the one last line."""

from __future__ import annotations

import json
import pathlib
import xml.etree.ElementTree as xml
from dataclasses import dataclass


@dataclass(slots=True)
class Score:
    """Added over all runners; a runner that broke down without a result counts as one failure."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, passed: int, failed: int, skipped: int, code: int) -> None:
        self.passed, self.failed, self.skipped = self.passed + passed, self.failed + (failed or int(code != 0)), self.skipped + skipped

    def add_pytest(self, report: pathlib.Path, code: int) -> None:
        """From its junit file, which it writes at its very end: one that was killed has none."""
        passed = failed = skipped = 0
        if report.exists():
            for suite in xml.parse(report).getroot().iter("testsuite"):
                total, bad, left = (int(suite.get(name, 0)) for name in ("tests", "failures", "skipped"))
                bad += int(suite.get("errors", 0))
                passed, failed, skipped = passed + max(0, total - bad - left), failed + bad, skipped + left
        self.add(passed, failed, skipped, code)

    def add_vitest(self, report: pathlib.Path, code: int) -> None:
        figures = json.loads(report.read_text()) if report.exists() else {}
        skipped = figures.get("numPendingTests", 0) + figures.get("numTodoTests", 0)
        self.add(figures.get("numPassedTests", 0), figures.get("numFailedTests", 0), skipped, code)

    @property
    def code(self) -> int:
        return 1 if self.failed else 0

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")
