"""`make test`, `make e2e` and `make faults`: pytest and vitest against real services, added up in one last line."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from command.supervisor import preparation, screens
from command.supervisor.borrow import with_test_services
from command.supervisor.lane import Lane
from command.supervisor.layout import Layout
from command.supervisor.peers import ensure_peers
from command.supervisor.results import keep
from command.supervisor.scores import Score

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FUZZER = "test_fuzz_api.py"
# `quick` marks the faults that belong to every push's first look (at most two minutes of them)
PUSH = "(not faults or quick) and not nightly and not bench and not peers"
# about half of what counts and asks databases; the matrix asks every operation as every role and is a fifth of its folder
BESIDE = ("tests/dispatch", "tests/devices", "tests/realtime", "tests/command/test_access_matrix.py")


def test(layout: Layout, words: list[str]) -> int:
    """Everything a push must pass but the browser's part, which is `e2e`."""
    preparation.ensure_installed(layout, "dev")
    score = Score()
    if words:
        _pytest(layout, score, words)
        _vitest(layout, score)
    else:
        _two_lanes(layout, score)
        # Whole centres are about time: they have the machine for themselves
        _pytest(layout, score, [*_every(), "tests/system", f"--ignore={layout.root / 'tests' / 'system' / FUZZER}"])
    keep(layout, "test", score, words)
    print(score.line(), flush=True)
    return score.code


def _two_lanes(layout: Layout, score: Score) -> None:
    system = layout.root / "tests" / "system"
    whole = [f"--ignore={path}" for path in sorted(system.glob("test_*.py")) if path.name != FUZZER]
    rest = [*_every(), "tests", *(f"--ignore={folder}" for folder in BESIDE), "--ignore=tests/e2e", *whole]
    if layout.database_url:  # one server of yours has one test database
        _pytest(layout, score, [*_every(), *BESIDE])
        _pytest(layout, score, rest)
        _vitest(layout, score)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "command.settings")
    command = [sys.executable, "-m", "command.supervisor", "test-services", "python", "-m", "pytest", *_every(), *BESIDE]
    with Lane(command, layout.root, layout.data) as beside:
        _pytest(layout, score, rest)
        _vitest(layout, score)
        beside.join(score)


def _every() -> list[str]:
    return ["-m", PUSH, "--continue-on-collection-errors"]


def e2e(layout: Layout, words: list[str]) -> int:
    """The centre as people see it: real browsers on a whole centre, alone on the machine."""
    preparation.ensure_installed(layout, "dev")
    score = Score()
    if not _browser_missing(score):
        _pytest(layout, score, [*_every(), *(words or ["tests/e2e"])])
    keep(layout, "e2e", score, words)
    print(score.line(), flush=True)
    return score.code


def faults(layout: Layout, words: list[str]) -> int:
    """The faults of the push tier that `test` has not had: what is killed, frozen, cut off."""
    preparation.ensure_installed(layout, "dev")
    score = Score()
    if (layout.root / "tests" / "system").is_dir():
        _pytest(layout, score, ["-m", "faults and not quick and not nightly", "tests/system", f"--ignore=tests/system/{FUZZER}", *words])
    keep(layout, "faults", score, words)
    print(score.line(), flush=True)
    return score.code


def wrong(layout: Layout, words: list[str]) -> int:
    """The seven wrong builds, each on a copy of the sources: the tests named for it must fail (tests/system/wrong)."""
    preparation.ensure_installed(layout, "dev")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "command.settings")
    return with_test_services(layout, ["python", "-m", "tests.system.wrong", *words])


def peers(layout: Layout, words: list[str]) -> int:
    """Other people's libraries say what our adapters read, and read what ours say: each in processes of an environment of its own."""
    preparation.ensure_installed(layout, "dev")
    os.environ["PEERS_PYTHON"] = str(ensure_peers(layout))
    score = Score()
    _pytest(layout, score, ["-m", "peers", "tests/peers", *words])
    keep(layout, "peers", score, words)
    print(score.line(), flush=True)
    return score.code


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
            score.add_pytest(report, code)


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
        score.add_vitest(report, done.returncode)
