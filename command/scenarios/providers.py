"""The story's own SMS and voice gateways: small servers beside it that speak what real ones speak, may fail, and answer with a key."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from dispatch.gateways.models import CHANNEL_OF, SMS, VOICE, Circuit, Provider
from dispatch.gateways.secrets import keep_secret, path_of
from dispatch.gateways.signing import sign
from dispatch.pacing import flow

SMS_CODE, VOICE_CODE = "scenario-sms", "scenario-voice"
FIRST = -1000  # before whatever else a demo centre may have
TIMEOUT_S = 10


class Gateway(ThreadingHTTPServer):
    # A wave of calls comes in one moment: beyond the usual five the kernel lets them wait for seconds, as no gateway does
    request_queue_size = 256


class Providers:
    """`sms_down`: the SMS gateway refuses everything. Calls ring until `pick_up` says who presses 1."""

    def __init__(self, url: str, *, sms_down: bool = False) -> None:
        self.url, self.sms_down = url, sms_down
        self.calls: list[dict[str, Any]] = []
        self.refused = self.texted = 0
        self.lock = threading.Lock()
        self.server = Gateway(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.secrets = {code: secrets.token_hex(24) for code in (SMS_CODE, VOICE_CODE)}
        for code, kind in ((SMS_CODE, SMS), (VOICE_CODE, VOICE)):
            keep_secret(code, self.secrets[code])
            address = f"http://127.0.0.1:{self.server.server_address[1]}/{kind}"
            Provider.objects.update_or_create(
                code=code, defaults={"kind": kind, "name": "情景演示网关", "url": address, "order": FIRST, "active": True}
            )
        self._well()

    def _well(self) -> None:
        """What an earlier story, or anybody else, made of these channels is not this story's."""
        Circuit.objects.filter(provider__in=self.secrets).delete()
        for kind in (SMS, VOICE):
            flow.worked(CHANNEL_OF[kind])

    def close(self) -> None:
        """What they carried stays on the record; they carry nothing more."""
        Provider.objects.filter(code__in=self.secrets).update(active=False)
        for code in self.secrets:
            path_of(code).unlink(missing_ok=True)
        self.server.shutdown()
        self.server.server_close()
        self._well()

    def rung(self) -> Counter[str]:
        """number → how often it rang."""
        with self.lock:
            return Counter(call["to"] for call in self.calls)

    def texts(self) -> list[str]:
        with self.lock:
            return [call["text"] for call in self.calls]

    def pick_up(self, silent: set[str]) -> None:
        """Everybody who rang presses 1, but for these numbers."""
        with self.lock:
            done = [call for call in self.calls if not call.get("over")]
            for call in done:
                call["over"] = True
        at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        items = [
            {"message": call["id"], "at": at} | ({"state": "no_answer"} if call["to"] in silent else {"state": "answered", "key": "1"})
            for call in done
        ]
        self._report(items)

    def _report(self, items: list[dict[str, Any]]) -> None:
        body = json.dumps({"items": items}).encode()
        at, nonce = str(int(time.time())), secrets.token_urlsafe(18)
        headers = {
            "Content-Type": "application/json", "X-ECC-Time": at, "X-ECC-Nonce": nonce,
            "X-ECC-Signature": sign(self.secrets[VOICE_CODE], at, nonce, body),
        }  # fmt: skip
        opener = build_opener(ProxyHandler({}))  # to the centre beside us, through nobody
        opener.open(Request(f"{self.url}/api/gateways/{VOICE_CODE}/results", body, headers), timeout=TIMEOUT_S).read()

    def _take(self, kind: str, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        with self.lock:
            if kind == SMS:
                self.texted += len(messages)
            else:
                self.calls += [{"id": one["id"], "to": one["to"], "text": one["text"]} for one in messages]
        return [{"id": one["id"], "provider_id": f"S{one['id']}"} for one in messages]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        providers = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == f"/{SMS}" and providers.sms_down:
                    providers.refused += 1
                    self.send_response(503)
                    self.end_headers()
                    return
                answer = json.dumps({"results": providers._take(said["kind"], said["messages"])}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:
                """Silent: the story has its own lines."""

        return Handler
