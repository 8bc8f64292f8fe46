"""One carrier over HTTPS: JSON in, JSON out, every request signed, so that a carrier's own small adapter can stand before its platform.

POST {url}/jobs · GET {url}/jobs/{number} · DELETE {url}/jobs/{number} (docs/channels.md).
"""

from __future__ import annotations

import json
from typing import Any

import requests
from django.conf import settings

from dispatch.broadcast.carriers.known import CarrierFailed, Counts, Job, clean
from dispatch.broadcast.carriers.signing import headers
from realtime.clock import iso

TIMEOUT_S = 4.5  # under the 5 s after which a provider counts as unwell


class HttpCarrier:
    name = "carrier"

    def ready(self) -> bool:
        return bool(settings.CARRIER_URL and settings.CARRIER_SECRET)

    def submit(self, job: Job) -> str:
        body = {
            "id": job.id, "text": job.text, "areas": job.areas, "polygon": job.polygon, "urgency": job.urgency, "corrects": job.cancels,
            "valid_until": iso(job.valid_until),
        }  # fmt: skip
        number = self._ask("POST", "/jobs", body, key=job.id).get("number")
        if not isinstance(number, str) or not 0 < len(number) <= 80:
            raise CarrierFailed("承办方没有给出任务编号")
        return number

    def report(self, provider: str) -> tuple[Counts, bool]:
        said = self._ask("GET", f"/jobs/{provider}")
        return clean(said.get("counts")), said.get("final") is True

    def cancel(self, provider: str) -> None:
        self._ask("DELETE", f"/jobs/{provider}")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None, key: str = "") -> dict[str, Any]:
        url = settings.CARRIER_URL.rstrip("/") + path
        text = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        signed = headers(settings.CARRIER_SECRET, method, url, text) | ({"Idempotency-Key": key} if key else {})
        try:
            answer = requests.request(
                method, url, data=text, headers=signed | {"Content-Type": "application/json"}, timeout=TIMEOUT_S, allow_redirects=False
            )
            said = answer.json() if answer.content else {}
        except requests.RequestException as error:
            raise CarrierFailed(f"承办方不通:{type(error).__name__}", retry=True) from None
        except ValueError:
            raise CarrierFailed(f"承办方应答无法读懂(HTTP {answer.status_code})", retry=True) from None
        if answer.status_code >= 400 or not isinstance(said, dict):
            words = str(said.get("detail", ""))[:60] if isinstance(said, dict) else ""
            raise CarrierFailed(f"承办方拒绝(HTTP {answer.status_code}){words}", retry=answer.status_code >= 500)
        return said
