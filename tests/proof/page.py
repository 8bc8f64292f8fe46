"""runs, figures, promises → **page** → docs/proof.md: each promise beside what became of the tests it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NAMED = re.compile(r"`((?:tests|frontend/tests)/[\w/.]+\.(?:py|ts))`|`(test_\w+\.py)`")
HEAD = """# Proof

Made by `make proof` from what the last runs on this machine said; nothing here is typed by hand. A test counts for the commit it ran on: a run of an
older commit, or of sources that were changed, says so. The promises are those of [promises.md](promises.md).
"""

Run = Mapping[str, Any]


def page(promises: str, runs: Sequence[Run], benchmarks: Mapping[str, Any]) -> str:
    """`runs` as command/supervisor/results.py keeps them, `benchmarks` by file name as tests/bench writes them."""
    told = outcomes(runs)
    parts = [HEAD, "## Runs\n", _table(["run", "finished (UTC)", "commit", "passed", "failed", "skipped", "machine"], map(_run, runs))]
    rows = [(number, words, named(tests)) for number, words, tests in listed(promises)]
    parts += [
        "## Promises\n",
        _table(
            ["", "promise", "its tests", ""], ([number, words, _tests(tests, told), verdict(tests, told)] for number, words, tests in rows)
        ),
    ]
    open_ = [number for number, _, tests in rows if verdict(tests, told) != "held"]
    parts.append(
        f"Held: {len(rows) - len(open_)} of {len(rows)}." + (f" Not shown by these runs: {', '.join(open_)}." if open_ else "") + "\n"
    )
    for run in runs:
        if lines := run.get("rows"):
            parts += [
                f"## Figures: `{run['lane']}`\n",
                _table(["#", "figure", "measured", "peer or limit", "ratio", "target", ""], map(_figure, lines)),
            ]
    for name, found in benchmarks.items():
        lines = found if isinstance(found, list) else found.get("rows", [])
        parts += [f"## Figures: {name}\n", _table(["#", "figure", "measured", "peer or limit", "ratio", "target", ""], map(_figure, lines))]
    return "\n".join(parts)


def listed(promises: str) -> list[tuple[str, str, str]]:
    """(P1, the promise, what proves it) of each line of the page's table."""
    found = (re.fullmatch(r"\| (P\d+) \| (.+) \| (.+) \|", line) for line in promises.splitlines())
    return [(row[1], row[2], row[3]) for row in found if row]


def named(tests: str) -> list[str]:
    """Files in their order; one that is named without its folder lies beside the one before it."""
    found: list[str] = []
    for whole, short in NAMED.findall(tests):
        found.append(whole or f"{found[-1].rpartition('/')[0]}/{short}")
    return list(dict.fromkeys(found))


def outcomes(runs: Sequence[Run]) -> dict[str, tuple[int, int, int]]:
    """Of each file the passed, failed and skipped of all runs that held it; a later run of the same lane has replaced the earlier one's record."""
    told: dict[str, tuple[int, int, int]] = {}
    for run in runs:
        for file, (passed, failed, skipped) in run["files"].items():
            before = told.get(file, (0, 0, 0))
            told[file] = (before[0] + passed, before[1] + failed, before[2] + skipped)
    return told


def verdict(tests: Sequence[str], told: Mapping[str, tuple[int, int, int]]) -> str:
    if not tests:
        return "no test"
    if any(told.get(test, (0, 0, 0))[1] for test in tests):
        return "**BROKEN**"
    return "held" if all(told.get(test, (0, 0, 0))[0] for test in tests) else "not run"


def _tests(tests: Sequence[str], told: Mapping[str, tuple[int, int, int]]) -> str:
    return "; ".join(f"`{test}` {_count(told.get(test))}" for test in tests)


def _count(found: tuple[int, int, int] | None) -> str:
    if found is None:
        return "not run"
    passed, failed, skipped = found
    return f"{passed} passed" + (f", {failed} FAILED" if failed else "") + (f", {skipped} skipped" if skipped else "")


def _run(run: Run) -> list[str]:
    commit = run["commit"][:10] + (" (changed)" if run["changed"] else "")
    return [
        f"`{run['lane']}`",
        run["at"].replace("+00:00", ""),
        commit or "–",
        *(str(run[key]) for key in ("passed", "failed", "skipped")),
        run["machine"],
    ]


def _figure(row: Mapping[str, Any]) -> list[str]:
    peer = row.get("peer", "")
    beside = f"{_said(row['peer_value'])} {peer}" if row.get("peer_value") is not None else peer
    ok = row.get("ok")
    return [
        row["id"], row["what"], f"{_said(row['value'])} {row['unit']}", beside, _said(row.get("ratio")), row.get("target", ""),
        "" if "ok" not in row else "not measured" if ok is None else "ok" if ok else "MISSED",
    ]  # fmt: skip


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") if n > 1 else cell for cell in line) + " |" for n, line in enumerate(lines))
        + "\n"
    )
