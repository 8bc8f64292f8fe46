"""The conference service of scenario C: where the centre has one on this very machine that nobody runs, the story is it – alive, then dead."""

from __future__ import annotations

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from dispatch.conferences.models import Conference
from dispatch.conferences.moving import change
from realtime.log import act

OUTSIDE = "jitsi"


class Meeting:
    """`serving`: a real server at the address the centre is configured with. Else the drill's conference is said to have lost its service."""

    def __init__(self) -> None:
        self.server: ThreadingHTTPServer | None = None
        url = urlsplit(settings.JITSI_URL or "")
        if url.hostname in ("127.0.0.1", "localhost") and url.port:
            with suppress(OSError):  # somebody serves there: then it is theirs
                self.server = ThreadingHTTPServer((url.hostname, url.port), _Answers)
                threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def serving(self) -> bool:
        return self.server is not None

    def die(self, conference: int) -> None:
        if self.server is not None:
            self.close()
            return
        row = Conference.objects.get(pk=conference)
        assert row.exercise_id is not None, "a story speaks of its own conference"
        with act("system", row.exercise_id) as log:
            change(log, row, "conference.provider_down", provider_state="down")

    def close(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the story has its own lines."""
