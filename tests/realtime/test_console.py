"""The most talkative log says nothing of the addresses our libraries call: keys of webhooks are in them."""

from __future__ import annotations

import logging.config
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from realtime.console import configuration

CALL = """
import logging.config, sys, requests
from realtime.console import configuration
logging.config.dictConfig(configuration(sys.argv[1], "DEBUG"))
logging.getLogger("ours").debug("we speak")
requests.post(sys.argv[2] + "/send?key=hook-4711", json={"text": "x"}, timeout=5)
"""


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_webhooks_key_is_in_no_line_of_the_most_talkative_log(form: str):
    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = subprocess.run(
            [sys.executable, "-c", CALL, form, f"http://127.0.0.1:{server.server_port}"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    finally:
        server.shutdown()
    assert "we speak" in done.stderr and "hook-4711" not in done.stderr


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING"])
def test_a_quieter_log_stays_as_quiet(level: str):
    said = configuration("text", level)
    logging.config.DictConfigurator(said)
    assert said["root"]["level"] == level and (level == "DEBUG" or "urllib3" not in said["loggers"])
