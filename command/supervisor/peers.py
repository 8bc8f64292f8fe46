"""Other people's libraries in environments of their own: their versions clash with ours, and one is GPL and stays out of our process."""

from __future__ import annotations

import pathlib
import subprocess

from command.supervisor.layout import Layout, fingerprint
from command.supervisor.packages import quietly


def ensure_peers(layout: Layout) -> pathlib.Path:
    return ensure_own(layout, "peers", "对照库")


def ensure_own(layout: Layout, name: str, what: str) -> pathlib.Path:
    """Its Python, with what requirements/<name>.txt names."""
    home, wanted = layout.data / name, layout.root / "requirements" / f"{name}.txt"
    python, stamp = home / "bin" / "python", home / "stamp"
    mark = fingerprint([wanted], str(layout.python))
    if not stamp.exists() or stamp.read_text() != mark:
        print(f"准备{what}（requirements/{name}.txt）…", flush=True)
        subprocess.run([str(layout.python), "-m", "venv", "--clear", str(home)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-cache-dir"]
        quietly(layout, [*install, "-r", str(wanted)], f"{what}安装", f"{name}.log", {})
        stamp.write_text(mark)
    return python
