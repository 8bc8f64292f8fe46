"""TLS=1: the certificates are made where they are missing, and everybody we start is told where they lie."""

from __future__ import annotations

import os
import subprocess

from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout


def environment(layout: Layout, *, make: bool = True) -> dict[str, str]:
    """Settings of the processes; nothing without TLS. A certificate of yours (TLS_CERT, TLS_KEY) is used as it is."""
    if not layout.tls:
        return {}
    found = {"HTTP_PORT": str(layout.http_port)}
    if os.environ.get("TLS_CERT"):
        return found
    folder = layout.data / "tls"
    if make:
        done = subprocess.run(
            [str(layout.python), "-m", "command.certs"],
            cwd=layout.root,
            env=os.environ | {"DATA_DIR": str(layout.data)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Complaint(f"证书生成失败：{(done.stderr.strip().splitlines() or ['?'])[-1]}")
        names = next((line.split("names", 1)[1] for line in done.stdout.splitlines() if " names " in line), "")
        if "ALLOWED_HOSTS" not in os.environ:  # under what the certificate says this machine is called
            found["ALLOWED_HOSTS"] = ",".join(f"[{name}]" if ":" in name else name for name in names.replace(" ", "").split(","))
    return found | {"TLS_CERT": str(folder / "server.pem"), "TLS_KEY": str(folder / "server.key"), "TLS_CA": str(folder / "ca.pem")}
