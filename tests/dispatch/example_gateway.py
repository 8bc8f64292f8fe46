"""A small SMS and voice gateway that speaks docs/gateways.md: checks our signature, knows a message by its id, reports back signed. A real HTTP server."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ExampleGateway:
    """`refuse`: number → error code; `status`: HTTP status it answers instead."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.taken: dict[str, dict[str, Any]] = {}
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.refuse: dict[str, str] = {}
        self.status = 200
        self.sleep = 0.0
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer = gateway.hear(dict(self.headers), body)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer, ensure_ascii=False).encode())

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/send"

    def hear(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        time.sleep(self.sleep)
        right = hmac.new(self.secret.encode(), f"{headers['X-ECC-Time']}\n{headers['X-ECC-Nonce']}\n".encode() + body, hashlib.sha256)
        if not hmac.compare_digest(headers["X-ECC-Signature"], f"sha256={right.hexdigest()}"):
            return 401, {}
        self.headers.append(headers)
        if self.status != 200:
            return self.status, {}
        said = json.loads(body)
        self.requests.append(said)
        results = []
        for message in said["messages"]:
            if code := self.refuse.get(message["to"]):
                results.append({"id": message["id"], "error": {"code": code}})
                continue
            known = self.taken.setdefault(message["id"], message | {"provider_id": f"P{len(self.taken) + 1}"})
            results.append({"id": message["id"], "provider_id": known["provider_id"]})
        return 200, {"results": results}

    def tell(self, post: Callable[..., Any], path: str, items: list[Any], **wrong: str) -> Any:
        """Signed as the gateway signs; `wrong` replaces a header."""
        body = json.dumps({"items": items}, ensure_ascii=False).encode()
        at, nonce = wrong.get("time", str(int(time.time()))), wrong.get("nonce", uuid.uuid4().hex)
        signature = "sha256=" + hmac.new(self.secret.encode(), f"{at}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()
        headers = {"X-ECC-Time": at, "X-ECC-Nonce": nonce, "X-ECC-Signature": wrong.get("signature", signature)}
        return post(path, body, content_type="application/json", headers=headers)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
