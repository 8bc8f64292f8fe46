"""The page of proof says of each promise what became of the tests it names, and never that something holds which nobody ran."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from command.supervisor.scores import Score
from tests.proof.page import listed, named, outcomes, page, verdict

ROOT = Path(__file__).resolve().parents[2]
PROMISES = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
JUNIT = """<testsuites><testsuite tests="4" failures="1" errors="1" skipped="1">
<testcase classname="tests.system.test_faults" name="test_a"/>
<testcase classname="tests.system.test_faults" name="test_b[1]"><failure/></testcase>
<testcase classname="tests.dispatch.test_orders_machine.TestOrders" name="runTest"><skipped/></testcase>
<testcase classname="tests.e2e.test_wall" name="test_c"><error/></testcase></testsuite></testsuites>"""


def run(files: dict[str, list[int]], **other: Any) -> dict[str, Any]:
    said = {"lane": "test", "at": "2026-11-23T05:00:00+00:00", "commit": "0123456789abcdef", "changed": False, "machine": "a machine"}
    return said | {"passed": 1, "failed": 0, "skipped": 0, "files": files} | other


def test_every_promise_names_tests_that_are_there():
    rows = listed(PROMISES)
    assert len(rows) == len({number for number, _, _ in rows}) > 30
    for number, _, tests in rows:
        assert named(tests) or "make fuzz" in tests, number
        assert [test for test in named(tests) if not (ROOT / test).is_file()] == [], number


def test_a_name_without_its_folder_lies_beside_the_one_before():
    assert named("`tests/dispatch/test_orders.py` (late), `test_orders_voice.py`") == [
        "tests/dispatch/test_orders.py",
        "tests/dispatch/test_orders_voice.py",
    ]


def test_a_promise_holds_only_when_all_of_its_tests_ran_and_none_failed():
    told = outcomes([run({"a.py": [3, 0, 0], "b.py": [0, 0, 2]}), run({"a.py": [1, 0, 0], "c.py": [5, 1, 0]}, lane="faults")])
    assert told["a.py"] == (4, 0, 0)
    assert verdict(["a.py"], told) == "held"
    assert verdict(["a.py", "b.py"], told) == "not run", "skipped is not run"
    assert verdict(["a.py", "d.py"], told) == "not run"
    assert verdict(["a.py", "c.py"], told) == "**BROKEN**"
    assert verdict([], told) == "no test"


def test_a_report_is_told_file_by_file(tmp_path: Path):
    (tmp_path / "pytest.xml").write_text(JUNIT)
    vitest = {
        "testResults": [{"name": "/x/frontend/tests/live/a.test.ts", "assertionResults": [{"status": "passed"}, {"status": "failed"}]}]
    }
    (tmp_path / "vitest.json").write_text(json.dumps(vitest))
    score = Score()
    score.add_pytest(tmp_path / "pytest.xml", 1)
    score.add_vitest(tmp_path / "vitest.json", 1)
    assert score.files == {
        "tests/system/test_faults.py": [1, 1, 0],
        "tests/dispatch/test_orders_machine.py": [0, 0, 1],
        "tests/e2e/test_wall.py": [0, 1, 0],
        "frontend/tests/live/a.test.ts": [1, 1, 0],
    }


def test_the_page_names_what_its_runs_do_not_show():
    said = page(
        PROMISES,
        [
            run({"tests/system/test_faults.py": [3, 1, 0]}, changed=True),
            run({}, lane="soak", rows=[{"id": "S", "what": "lost orders", "value": 0.0, "unit": "", "target": "0", "ok": True}]),
        ],
        {"x.json": [{"id": "B1", "what": "w", "value": 2.0, "unit": "s", "ok": False}]},
    )
    assert "0123456789 (changed)" in said and "| B1 | w | 2 s |" in said and "MISSED" in said
    assert "Figures: `soak`" in said and "| S | lost orders | 0  | " in said
    assert "**BROKEN**" in said and "Held: 0 of" in said and "P7" in said.partition("Not shown by these runs: ")[2]
