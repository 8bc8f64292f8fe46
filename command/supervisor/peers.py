"""Other people's libraries in an environment of their own: their versions clash with ours, and one is GPL and stays out of our process."""

from __future__ import annotations

import pathlib
import subprocess

from command.supervisor.layout import Layout, fingerprint
from command.supervisor.packages import quietly


def ensure_peers(layout: Layout) -> pathlib.Path:
    """Its Python, with what requirements/peers.txt names."""
    home, wanted = layout.data / "peers", layout.root / "requirements" / "peers.txt"
    python, stamp = home / "bin" / "python", home / "stamp"
    mark = fingerprint([wanted], str(layout.python))
    if not stamp.exists() or stamp.read_text() != mark:
        print("准备对照库（requirements/peers.txt）…", flush=True)
        subprocess.run([str(layout.python), "-m", "venv", "--clear", str(home)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-cache-dir"]
        quietly(layout, [*install, "-r", str(wanted)], "对照库安装", "peers.log", {})
        stamp.write_text(mark)
    return python
