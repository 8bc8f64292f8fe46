"""Everything between a clone and the first process: packages, screens, basemap, and afterwards the database's contents."""

from __future__ import annotations

import os
import pathlib
import subprocess

from command.supervisor import packages, screens
from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout, fingerprint

BUNDLE = "BUNDLE.json"
PACKAGES = ("command", "dispatch", "devices", "realtime")


def ensure_installed(layout: Layout, group: str = "run") -> None:
    """Packages, screens, basemap; nothing of it happens twice. What `make bundle` packed was installed whole (deploy/bundle/install.sh)."""
    if (layout.root / BUNDLE).exists():
        if not layout.python.exists():
            raise Complaint(f"{layout.root} 没有装完：请重新运行 install.sh。 {layout.root} is not installed whole: run install.sh again.")
        return
    packages.ensure(layout, group)
    screens.ensure(layout)
    if not ((layout.basemap / "gz.pmtiles").exists() and (layout.basemap / "districts.geojson").exists()):
        print("生成底图 …", flush=True)
        script = layout.root / "deploy" / "basemap" / "build.py"
        packages.quietly(layout, [str(layout.python), str(script), str(layout.basemap)], "底图生成", "basemap.log", {})


def ensure_filled(layout: Layout, env: dict[str, str]) -> None:
    """Migrations and the demo city. Both are idempotent; they are left out while neither our sources nor the cluster changed."""
    stamp = layout.data / "postgres" / "filled"  # beside the cluster: whoever deletes that deletes the stamp
    want = fingerprint(_sources(layout), env.get("CITY", ""), env.get("MODE", ""))
    if layout.database_url is None and stamp.exists() and stamp.read_text().strip() == want:
        return
    print("迁移数据库、载入城市数据 …", flush=True)
    manage(layout, env, "migrate", "--no-input", "-v", "0")
    manage(layout, env, "seed")
    if layout.database_url is None:
        stamp.write_text(want + "\n")


def manage(layout: Layout, env: dict[str, str], *words: str) -> None:
    """One management command; if it fails, its last line is shown and the log has the rest."""
    log = layout.logs / f"{words[0]}.log"
    with log.open("wb") as out:
        command = [str(layout.python), "manage.py", *words]
        done = subprocess.run(command, cwd=layout.root, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    if done.returncode:
        lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
        raise Complaint(f"manage.py {words[0]} 失败：{lines[-1][:300] if lines else done.returncode} （日志 {log}）")


def _sources(layout: Layout) -> list[pathlib.Path]:
    """Our own code and data files: any change may mean a migration or another seed row."""
    found = [layout.basemap / "districts.geojson"]
    for package in PACKAGES:
        for folder, names, files in os.walk(layout.root / package):
            names[:] = [name for name in names if name not in ("__pycache__", "templates", "supervisor")]
            found += [pathlib.Path(folder) / name for name in files if not name.endswith((".pyc", ".md"))]
    return [path for path in found if path.exists()]
