"""A provider of ours to hand messages to: a real small HTTP server that can refuse, be slow or be away, and a channel that posts to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from dispatch.callout.channels import ChannelFailed, EachAlone, Handed, Message


class Provider:
    """`heard` is what reached it; `answer` the status it gives, after `wait_s`."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.answer, self.wait_s = 200, 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.heard += [body] if not self.path.startswith("/probe") else []
                time.sleep(outer.wait_s)
                self.send_response(outer.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def provider() -> Iterator[Provider]:
    made = Provider()
    try:
        yield made
    finally:
        made.close()


class Posted(EachAlone):
    """Stands where a gateway's channel stands: `sms` by default."""

    outside = True
    slow = True

    def __init__(self, url: str, name: str = "sms", *, receipts: bool = True, batch: int = 1) -> None:
        self.url, self.name, self.receipts, self.batch = url, name, receipts, batch

    def send(self, message: Message) -> Handed:
        self._post(f"{self.url}/send", f"{message.id} {message.to} {message.text}")
        return Handed(f"p-{message.id}")

    def send_many(self, messages: Sequence[Message]) -> list[Handed | ChannelFailed]:
        self._post(f"{self.url}/send", "\n".join(f"{message.id} {message.to} {message.text}" for message in messages))
        return [Handed(f"p-{message.id}") for message in messages]

    def probe(self) -> None:
        self._post(f"{self.url}/probe", "")

    def _post(self, url: str, text: str) -> None:
        try:
            status = requests.post(url, text.encode(), timeout=2).status_code
        except requests.RequestException as error:
            raise ChannelFailed(f"网关不通:{type(error).__name__}", retry=True) from None
        if status >= 500:
            raise ChannelFailed(f"网关故障 {status}", retry=True)
        if status >= 400:
            raise ChannelFailed("号码无效")


class Here(Executor):
    """A pool that does it at once, in the test's own transaction."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done
