"""`make audit`: the list of what we are made of, and whether anything of it is known to be vulnerable.

Exit: 0 nothing known, or nobody could be asked (said in a line of its own, never passed over); 1 something known. The lists (CycloneDX) lie in
DATA_DIR/sbom for whoever checks them elsewhere: `osv-scanner --sbom`, Dependency-Track.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import tempfile
from typing import NamedTuple

from command.supervisor import screens
from command.supervisor.layout import Layout
from command.supervisor.peers import ensure_own

ASK_S = 40  # of each service; CI does not wait longer
SERVICES = ("osv", "pypi")
KNOWN_BAD = "jinja2==2.4.1\n"  # CVE-2014-1402 and many more; who does not know it knows no advisories


def audit(layout: Layout, words: list[str]) -> int:
    python = ensure_own(layout, "audit", "审计工具")
    kept = layout.data / "sbom"
    kept.mkdir(parents=True, exist_ok=True)
    _list_python(layout, python, kept / "python.cdx.json")
    _list_screens(layout, kept / "screens.cdx.json")
    known = [_python(layout, python), _screens(layout)]
    return 1 if True in known else 0


def _list_python(layout: Layout, python: pathlib.Path, to: pathlib.Path) -> None:
    lock = str(layout.root / "requirements" / "run.lock")
    subprocess.run(
        [str(python), "-m", "cyclonedx_py", "requirements", lock, "--output-format", "JSON", "--output-reproducible", "-o", str(to)],
        check=True, timeout=ASK_S, capture_output=True,
    )  # fmt: skip
    print(f"audit: {_parts(to)} Python packages → {to}", flush=True)


def _list_screens(layout: Layout, to: pathlib.Path) -> None:
    done = _npm(layout, "sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only")
    done.check_returncode()
    to.write_text(done.stdout)
    print(f"audit: {_parts(to)} packages of the screens → {to}", flush=True)


def _parts(path: pathlib.Path) -> int:
    return len(json.loads(path.read_text())["components"])


def _python(layout: Layout, python: pathlib.Path) -> bool | None:
    """True: something is known; None: nobody could be asked. The first service that answers is enough, and that knows what everybody knows:
    a mirror without advisories would else find every package sound."""
    for service in SERVICES:
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as known:
            known.write(KNOWN_BAD)
            known.flush()
            if not read_answer(_ask(python, service, known.name)).bugs:
                continue
        answer = read_answer(_ask(python, service, str(layout.root / "requirements" / "run.lock")))
        if answer.unasked:
            print(f"audit: Python: NOT ASKED, unknown to {service}: {', '.join(answer.unasked)}", flush=True)
        return _told("Python", service, answer.bugs)
    _unasked("Python", " and ".join(SERVICES))
    return None


def _ask(python: pathlib.Path, service: str, lock: str) -> str:
    call = [
        "-m",
        "pip_audit",
        "-r",
        lock,
        "--no-deps",
        "--disable-pip",
        "-f",
        "json",
        "-s",
        service,
        "--timeout",
        "10",
        "--progress-spinner",
        "off",
    ]
    try:
        return subprocess.run([str(python), *call], capture_output=True, text=True, timeout=ASK_S, check=False).stdout
    except subprocess.TimeoutExpired:
        return ""


class Answer(NamedTuple):
    bugs: list[tuple[str, str, str]]  # package, version, advisory
    unasked: list[str]


def read_answer(said: str) -> Answer:
    """pip-audit's JSON; what ended before it knew anything says nothing. A package its service does not have is not a sound one."""
    try:
        found = json.loads(said)["dependencies"]
    except (ValueError, KeyError):
        return Answer([], [])
    bugs = [(one["name"], one["version"], bug["id"]) for one in found for bug in one.get("vulns", [])]
    return Answer(bugs, [one["name"] for one in found if "skip_reason" in one])


def _screens(layout: Layout) -> bool | None:
    try:
        done = _npm(layout, "audit", "--omit", "dev", "--json")
        found = json.loads(done.stdout)["vulnerabilities"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        _unasked("screens", "the npm registry's advisories")
        return None
    return _told("screens", "npm", [(name, one["range"], one["severity"]) for name, one in found.items()])


def _npm(layout: Layout, *words: str) -> subprocess.CompletedProcess[str]:
    call = [*screens.npm_command(layout), *words]
    return subprocess.run(
        call, cwd=layout.root, env=os.environ | screens.node_environment(layout), capture_output=True, text=True, timeout=ASK_S, check=False
    )


def _told(what: str, service: str, bugs: list[tuple[str, str, str]]) -> bool:
    for name, version, bug in bugs:
        print(f"audit: {what}: {name} {version}: {bug}", flush=True)
    print(f"audit: {what}: {len(bugs)} known vulnerabilities (asked: {service})", flush=True)
    return bool(bugs)


def _unasked(what: str, services: str) -> None:
    print(f"audit: {what}: NOT ASKED, {services} did not answer; nothing is known either way", flush=True)
