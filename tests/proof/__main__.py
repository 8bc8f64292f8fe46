"""`make proof`: docs/proof.md from what the lanes and the benchmarks last said. Nothing on the page is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

from tests.proof.page import page

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    results = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((ROOT / ".data" / "results").glob("*.json"))]
    figures = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in sorted((ROOT / "docs" / "benchmarks").glob("*.json"))}
    target = ROOT / "docs" / "proof.md"
    target.write_text(page((ROOT / "docs" / "promises.md").read_text(encoding="utf-8"), results, figures), encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: {len(results)} runs, {len(figures)} benchmark files")


main()
