"""Seven ways to build it wrong, each a patch: the tests that are there must notice every one of them. `make wrong` runs this.

Each patch is put on a copy of the sources, and the tests named here run there. Caught means that a test *failed*: one that could not even
begin (a patch that no longer fits, a migration in the way) proves nothing and ends the run as an error. The sources as they are must pass.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
PATIENCE_S = 900
LENT = (".venv", "frontend/dist", "frontend/node_modules")  # not ours to copy


class Wrong(NamedTuple):
    """A patch beside this file, and the tests that must fail with it."""

    patch: str
    says: str
    tests: tuple[str, ...]


ACT, FAULTS = "tests/realtime/log/test_act.py", "tests/system/test_faults.py"
BUILDS = (
    Wrong("check_then_insert", "neither lock nor unique index: the unit is looked up and then taken",
          ("tests/system/test_contended.py::test_of_sixteen_officers_exactly_one_gets_the_unit_each_time",)),
    Wrong("bell_before_commit", "the bell rings inside the transaction",
          (f"{ACT}::test_the_bell_rings_when_what_it_tells_can_be_read_and_not_before",)),
    Wrong("seq_from_a_sequence", "numbers from a sequence instead of the stream's head",
          (f"{ACT}::test_events_of_one_action_are_numbered_without_a_gap_per_stream",)),
    Wrong("ack_before_commit", "the broker is answered before anything is stored",
          ("tests/system/test_gateway_dies.py::test_an_sos_at_qos_1",)),
    Wrong("timers_in_memory", "the clerk takes deadlines into its memory and waits there",
          (f"{FAULTS}::test_the_ladder_is_climbed_in_time_and_each_rung_once_although_the_clerk_is_killed_between",)),
    Wrong("no_dedup_on_the_terminal", "a terminal carries out whatever comes, however often it comes",
          ("tests/devices/test_simulator.py::test_what_it_says_is_read_by_our_adapters_and_orders_are_answered",)),
    Wrong("what_the_bell_does_not_say_is_lost", "screens get what the bell brings; nobody looks into the log for the rest",
          (f"{FAULTS}::test_commands_and_screens_go_on_while_redis_is_frozen",)),
)  # fmt: skip


def copied(into: Path) -> Path:
    """The sources that git knows or would take, and what they are run with."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, into / name)
    for name in LENT:
        if (ROOT / name).exists():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (into / name).symlink_to(ROOT / name)
    return into


def failed(tree: Path, tests: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """(tests that failed, what could not be run); both empty when all passed."""
    report = tree / "report.xml"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *tests]
    try:
        done = subprocess.run(words, cwd=tree, env=dict(os.environ), capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return [], [f"not within {PATIENCE_S} s"]
    if not report.exists():
        return [], [done.stdout[-1500:] + done.stderr[-1500:]]
    cases = list(ElementTree.parse(report).iter("testcase"))
    errors = [f"{case.get('name')}: {(error.get('message') or '')[:300]}" for case in cases for error in case.findall("error")]
    skipped = [f"{case.get('name')}: skipped" for case in cases if case.find("skipped") is not None]
    return [case.get("name") or "" for case in cases if case.find("failure") is not None], errors + skipped + (
        [] if cases else ["no test ran"]
    )


def tried(build: Wrong | None) -> bool:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wrong-") as folder:
        Path(folder).chmod(0o755)
        tree = copied(Path(folder))
        tests = build.tests if build else tuple(dict.fromkeys(test for one in BUILDS for test in one.tests))
        if build:
            subprocess.run(["git", "apply", str(HERE / f"{build.patch}.patch")], cwd=tree, check=True)
        bad, broken = failed(tree, tests)
    good = not broken and ({name.partition("[")[0] for name in bad} >= {test.rpartition("::")[2] for test in tests} if build else not bad)
    verdict = "broken" if broken else "caught" if bad else "passed"
    print(
        f"{'ok ' if good else 'BAD'} {build.patch if build else 'as it is':36} {verdict:7} {time.monotonic() - began:4.0f} s  {', '.join(bad)}",
        flush=True,
    )
    for line in broken:
        print(f"      {line}", flush=True)
    return good


def main(names: list[str]) -> int:
    builds = [one for one in BUILDS if not names or one.patch in names]
    results = ([] if names else [tried(None)]) + [tried(one) for one in builds]
    print(f"wrong builds: {sum(results)} of {len(results)} as they must be", flush=True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
