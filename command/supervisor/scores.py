"""What the runners' reports say, added up to the one last line."""

from __future__ import annotations

import json
import pathlib
import xml.etree.ElementTree as xml
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Score:
    """Added over all runners; a runner that broke down without a result counts as one failure."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    files: dict[str, list[int]] = field(default_factory=dict)  # of each file: passed, failed, skipped

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
                self._tell(_case(case) for case in suite.iter("testcase"))
        self.add(passed, failed, skipped, code)

    def add_vitest(self, report: pathlib.Path, code: int) -> None:
        figures = json.loads(report.read_text()) if report.exists() else {}
        skipped = figures.get("numPendingTests", 0) + figures.get("numTodoTests", 0)
        for file in figures.get("testResults", []):
            self._tell(
                (f"frontend/tests/{file['name'].rpartition('/frontend/tests/')[2]}", VITEST.get(case["status"], 1))
                for case in file["assertionResults"]
            )
        self.add(figures.get("numPassedTests", 0), figures.get("numFailedTests", 0), skipped, code)

    def _tell(self, cases: Iterable[tuple[str, int]]) -> None:
        for file, became in cases:
            self.files.setdefault(file, [0, 0, 0])[became] += 1

    @property
    def code(self) -> int:
        return 1 if self.failed else 0

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


VITEST = {"passed": 0, "failed": 1, "pending": 2, "skipped": 2, "todo": 2}


def _case(case: xml.Element) -> tuple[str, int]:
    """Its file, from `tests.system.test_faults` or `….test_faults.TestClass`, and what became of it: 0 passed, 1 failed, 2 skipped."""
    words = (case.get("classname") or "").split(".")
    last = max((n for n, word in enumerate(words) if word.startswith("test_")), default=len(words) - 1)
    became = next((n for n, tags in ((1, ("failure", "error")), (2, ("skipped",))) if any(case.find(tag) is not None for tag in tags)), 0)
    return "/".join(words[: last + 1]) + ".py", became
