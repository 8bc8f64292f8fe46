"""A source outside: a small real HTTP server whose answers a test lays down, and an FTP server with one folder."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Outside:
    """`answers[path] = (status, headers, body)`; what was asked is kept."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.hold = threading.Event()
        self.hold.set()

    def lay(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


@contextmanager
def outside_server() -> Iterator[Outside]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, dict(self.headers)))
            found.hold.wait(10)
            status, headers, body = found.answers.get(self.path, (404, {}, b"none"))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Outside(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        found.hold.set()
        server.shutdown()
        server.server_close()


@contextmanager
def ftp_server(files: dict[str, bytes], password: str) -> Iterator[int]:
    """Passive mode, one folder, read only: what ftplib asks of a server."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=[listener, files, password], daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def _accept(listener: socket.socket, files: dict[str, bytes], password: str) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=[client, files, password], daemon=True).start()


def _talk(client: socket.socket, files: dict[str, bytes], password: str) -> None:
    lines, data = client.makefile("r"), None

    def say(text: str) -> None:
        client.sendall(f"{text}\r\n".encode())

    def give(content: bytes) -> None:
        assert data is not None
        say("150 here it comes")
        other, _ = data.accept()
        other.sendall(content)
        other.close()
        data.close()
        say("226 done")

    say("220 ready")
    for line in lines:
        verb, _, rest = line.strip().partition(" ")
        match verb.upper():
            case "USER":
                say("331 password")
            case "PASS":
                say("230 in" if rest == password else "530 no")
            case "EPSV" | "PASV":
                data = socket.create_server(("127.0.0.1", 0))
                port = data.getsockname()[1]
                say(f"229 ok (|||{port}|)" if verb.upper() == "EPSV" else f"227 ok (127,0,0,1,{port // 256},{port % 256})")
            case "NLST":
                give("".join(f"{name}\r\n" for name in files).encode())
            case "RETR":
                give(files[rest])
            case "QUIT":
                say("221 bye")
                return
            case _:
                say("200 ok")
