"""`python -m command.supervisor run | exec … | test-services … | prepare | test | e2e | faults | wrong | peers | audit | npm …` – see `make help`."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 – run by whatever Python the machine has
    sys.exit(f"需要 Python 3.11 或更新（这里是 {sys.version.split()[0]}）：make PYTHON=python3.11 … Python 3.11 or newer is needed.")

import argparse
import os
import subprocess

from command.supervisor import audit, borrow, preparation, screens, testing
from command.supervisor.complaint import Complaint
from command.supervisor.layout import from_environment
from command.supervisor.run import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m command.supervisor", description=__doc__)
    parser.add_argument(
        "verb", choices=("run", "exec", "test-services", "prepare", "test", "e2e", "faults", "wrong", "peers", "audit", "npm")
    )
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the command, or arguments of the runner")
    given = parser.parse_args()
    words = given.words[1:] if given.words[:1] == ["--"] else given.words
    layout = from_environment()
    if given.verb == "run":
        run(layout)
        return 0
    layout.logs.mkdir(parents=True, exist_ok=True)
    if given.verb == "exec":
        return borrow.execute(layout, words)
    if given.verb == "test-services":
        return borrow.with_test_services(layout, words)
    if given.verb == "prepare":
        preparation.ensure_installed(layout, *words[:1])
        return 0
    if given.verb == "npm":
        return subprocess.run(
            [*screens.npm_command(layout), *words], cwd=layout.root, env=os.environ | screens.node_environment(layout), check=False
        ).returncode
    runners = {
        "test": testing.test, "e2e": testing.e2e, "faults": testing.faults, "wrong": testing.wrong, "peers": testing.peers, "audit": audit.audit,
    }  # fmt: skip
    return runners[given.verb](layout, words)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without Chinese must not stop the start
    try:
        sys.exit(main())
    except Complaint as complaint:
        print(complaint, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
