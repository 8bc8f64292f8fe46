"""Where things lie and what the environment asks for; read once, passed to everybody."""

from __future__ import annotations

import hashlib
import os
import pathlib
from collections.abc import Iterable
from dataclasses import dataclass

from command.supervisor.complaint import Complaint

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL_CITY = "4401"


@dataclass(frozen=True, slots=True)
class Layout:
    """One installation: its folders, its ports and the services of yours it shall use."""

    data: pathlib.Path
    host: str
    port: int
    mqtt_port: int
    database_url: str | None
    redis_url: str | None
    mqtt_url: str | None
    voice_port: int = 8001
    tls: bool = False
    http_port: int = 0  # with tls: the plain port for the certificate page and health
    root: pathlib.Path = ROOT

    @property
    def venv(self) -> pathlib.Path:
        return self.root / ".venv"

    @property
    def python(self) -> pathlib.Path:
        return self.venv / "bin" / "python"

    @property
    def site(self) -> pathlib.Path:
        """The packages of the venv; found by looking, so that nothing of them is imported here."""
        for folder in sorted((self.venv / "lib").glob("python3*/site-packages")):
            return folder
        raise Complaint("没有 .venv：请先执行 make run。 There is no .venv here: run `make run` first.")

    @property
    def logs(self) -> pathlib.Path:
        return self.data / "logs"

    @property
    def basemap(self) -> pathlib.Path:
        return pathlib.Path(os.environ.get("BASEMAP_DIR") or self.data / "basemap").absolute()

    @property
    def open_ports(self) -> dict[str, int]:
        """What listens on HOST beside the voice process, by the setting that names it."""
        found = {"PORT": self.port}
        if self.mqtt_url is None:
            found["MQTT_PORT"] = self.mqtt_port
        if self.tls:
            found["HTTP_PORT"] = self.http_port
        return found

    @property
    def base(self) -> str:
        """Where a browser on this machine finds the pages."""
        return f"{'https' if self.tls else 'http'}://{self.own_address}:{self.port}"

    @property
    def own_address(self) -> str:
        """How this machine itself reaches what listens on HOST."""
        return "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Complaint(f"{name}={text} 不是端口号。 {name}={text} is not a port number.")
    return int(text)


def data_folder(city: str | None) -> str:
    """Beside the sources: one city, one folder. As in `command/settings.py`."""
    return f".data-{city}" if city and city != MODEL_CITY else ".data"


def from_environment(data: pathlib.Path | None = None) -> Layout:
    """The layout that the environment describes; `data` overrides DATA_DIR (tests)."""
    port = _port("PORT", 8000)
    given = bool(os.environ.get("TLS_CERT"))
    return Layout(
        tls=given or os.environ.get("TLS", "") not in ("", "0"),
        http_port=_port("HTTP_PORT", port + 80 if port + 80 <= 65535 else port - 80),
        data=(data or pathlib.Path(os.environ.get("DATA_DIR") or ROOT / data_folder(os.environ.get("CITY")))).absolute(),
        host=os.environ.get("HOST") or "127.0.0.1",
        port=port,
        voice_port=_port("VOICE_PORT", port + 1 if port < 65535 else port - 1),
        mqtt_port=_port("MQTT_PORT", 1883),
        database_url=os.environ.get("DATABASE_URL") or None,
        redis_url=os.environ.get("REDIS_URL") or None,
        mqtt_url=os.environ.get("MQTT_URL") or None,
    )


def fingerprint(files: Iterable[pathlib.Path], *more: str) -> str:
    """Changes when any of the files (or the extra words) does; what a stamp holds."""
    digest = hashlib.sha256("\0".join(more).encode())
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
