"""socket → **door** → request: Daphne's way of taking bodies, made fit for files.

Twisted would keep a body of any length, and would parse every form itself, in the loop that serves all sockets: 26 MB of a video stand
still everything for three seconds. Django parses the form in a thread; here it is only kept, and no more of it than anything we take.
"""

from __future__ import annotations

import json
from typing import Any

from realtime.codes import Problem

BUFFER = 64 * 1024  # a body is handed over in pieces of this size; Daphne's 8 KiB are 12,800 messages for a video
DISCARDED = 4  # so many times the limit is read and thrown away, so that the sender hears why; then the line is cut


def guard_door(most: int) -> None:
    """Called once, before the server starts."""
    from daphne.http_protocol import WebRequest  # not at import: daphne.server chooses the reactor first

    received, chunk = WebRequest.requestReceived, WebRequest.handleContentChunk

    def handle_content_chunk(self: Any, data: bytes) -> None:
        taken = self.content.tell()
        self.refused_bytes = getattr(self, "refused_bytes", 0)
        if self.refused_bytes or taken + len(data) > most:
            self.refused_bytes += len(data)
            if self.refused_bytes > DISCARDED * most:
                self.channel.loseConnection()
            return
        chunk(self, data)

    def request_received(self: Any, command: bytes, path: bytes, version: bytes) -> None:
        self._parsePOSTFormSubmission = False
        if not getattr(self, "refused_bytes", 0):
            received(self, command, path, version)
            return
        self.method, self.uri, self.clientproto, self.path = command, path, version, path.split(b"?", 1)[0]
        self.content.seek(0)
        self.content.truncate()
        problem = Problem("too_large", f"内容超过 {most // 1024 // 1024} MB,没有接收。请压缩后再传。")
        self.setResponseCode(problem.status)
        self.setHeader(b"Content-Type", b"application/json")
        self.write(json.dumps(problem.body(), ensure_ascii=False).encode())
        self.finish()

    WebRequest.handleContentChunk = handle_content_chunk
    WebRequest.requestReceived = request_received
