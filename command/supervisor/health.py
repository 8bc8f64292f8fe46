"""Asks `/healthz` as any outsider would."""

from __future__ import annotations

import http.client
import json
from typing import Any

from command.supervisor.layout import Layout


def ask(layout: Layout, timeout: float = 4.0) -> tuple[int, dict[str, Any]]:
    """Status and parts; 0 while nobody answers."""
    port = layout.http_port if layout.tls else layout.port
    connection = http.client.HTTPConnection(layout.own_address, port, timeout=timeout)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        body = answer.read()
        parts = json.loads(body).get("parts", {}) if answer.status in (200, 503) else {}
        return answer.status, parts
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()
