"""A test runner beside the one in the window: what it says is kept until it ends, its figures come from its report."""

from __future__ import annotations

import pathlib
import subprocess
import tempfile
from types import TracebackType
from typing import Self

from command.supervisor.scores import Score

STOP_S = 30.0  # its services are stopped in order


class Lane:
    """`with Lane(command, root, data) as lane: …; lane.join(score)` – whoever leaves without joining ends it."""

    def __init__(self, command: list[str], root: pathlib.Path, data: pathlib.Path) -> None:
        self.command, self.root, self.data = command, root, data

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(dir=self.data, prefix="report-")
        self.report, self.text = pathlib.Path(self._folder.name) / "pytest.xml", pathlib.Path(self._folder.name) / "lane.txt"
        with self.text.open("wb") as out:
            words = [*self.command, f"--junitxml={self.report}"]
            self.process = subprocess.Popen(words, cwd=self.root, stdout=out, stderr=subprocess.STDOUT)
        return self

    def join(self, score: Score) -> None:
        code = self.process.wait()
        print(self.text.read_text(errors="replace"), flush=True)
        if code < 0:
            print(f"测试进程被信号 {-code} 终止。 A lane of the tests was ended by signal {-code}.", flush=True)
        score.add_pytest(self.report, code)

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()  # its guardian ends what it started
                self.process.wait()
        self._folder.cleanup()
