"""A media server as foreign ones are: a page of another browser that sends a moving picture by WHEP, and the same picture recorded as HLS or sent as HTTP-FLV."""

from __future__ import annotations

import json
import queue
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.e2e import flv

WAIT_S = 20
PUBLISHER = """<!doctype html><canvas width="320" height="180"></canvas><script>
const canvas = document.querySelector('canvas'), pen = canvas.getContext('2d')
let n = 0
setInterval(() => { pen.fillStyle = `hsl(${(n += 9) % 360}, 80%, 45%)`; pen.fillRect(0, 0, 320, 180); pen.fillStyle = '#fff'; pen.fillRect(n % 320, 60, 40, 60) }, 66)
const stream = canvas.captureStream(15)
window.peers = []
const gathered = (peer) => new Promise((done) => {
  if (peer.iceGatheringState === 'complete') return done()
  peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done()
})
;(async () => {
  for (;;) {
    const asked = await fetch('/offer')
    if (asked.status !== 200) continue
    const { id, sdp } = await asked.json()
    const peer = new RTCPeerConnection()
    peers.push(peer)
    for (const track of stream.getTracks()) peer.addTrack(track, stream)
    await peer.setRemoteDescription({ type: 'offer', sdp })
    await peer.setLocalDescription(await peer.createAnswer())
    await gathered(peer)
    await fetch('/answer/' + id, { method: 'POST', body: peer.localDescription.sdp })
  }
})()
window.record = (seconds) => new Promise((done) => {
  const recorder = new MediaRecorder(stream, { mimeType: 'video/mp4;codecs=avc1.42E01E', videoBitsPerSecond: 400000 })
  const parts = []
  recorder.ondataavailable = (event) => parts.push(event.data)
  recorder.onstop = async () => {
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    done(btoa(text))
  }
  recorder.start(500)
  setTimeout(() => recorder.stop(), seconds * 1000)
})
</script>"""


class MediaServer:
    """Listens on the port the centre was told of. `viewers` are the sessions that are open."""

    def __init__(self, port: int) -> None:
        self.offers: queue.Queue[tuple[str, str]] = queue.Queue()
        self.answers: dict[str, queue.Queue[str]] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.films: dict[str, bytes] = {}
        self.viewers: set[str] = set()
        self.url = f"http://127.0.0.1:{port}"
        media = self

        class Door(BaseHTTPRequestHandler):
            def _say(self, status: int, body: bytes = b"", kind: str = "text/plain", **more: str) -> None:
                self.send_response(status)
                for name, value in {
                    "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "*", "Access-Control-Allow-Headers": "*",
                    "Access-Control-Expose-Headers": "Location", "Content-Type": kind, "Content-Length": str(len(body)), **more,
                }.items():  # fmt: skip
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_OPTIONS(self) -> None:
                self._say(204)

            def do_DELETE(self) -> None:
                media.viewers.discard(self.path.rsplit("/", 1)[-1])
                self._say(200)

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                if path == "/offer":
                    try:
                        number, sdp = media.offers.get(timeout=2)
                    except queue.Empty:
                        return self._say(204)
                    return self._say(200, json.dumps({"id": number, "sdp": sdp}).encode(), "application/json")
                if path in media.films:
                    return self._film(media.films[path])
                if path in media.files:
                    return self._say(200, media.files[path][1], media.files[path][0])
                return self._say(200, PUBLISHER.encode(), "text/html") if path == "/" else self._say(404)

            def _film(self, mp4: bytes) -> None:
                """Without an end that anybody was told of, as a live picture: it stops when the camera does."""
                self.send_response(200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Type", "video/x-flv")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                began = time.monotonic()
                for ms, data in flv.tags(mp4):
                    time.sleep(max(0.0, ms / 1000 - (time.monotonic() - began)))
                    self.wfile.write(data)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                path = urlsplit(self.path).path
                if path.startswith("/answer/"):
                    media.answers[path.rsplit("/", 1)[-1]].put(body)
                    return self._say(200)
                number = str(len(media.answers) + 1)
                media.answers[number] = queue.Queue()
                media.offers.put((number, body))
                try:
                    answer = media.answers[number].get(timeout=WAIT_S)
                except queue.Empty:
                    return self._say(504)
                media.viewers.add(number)
                return self._say(201, answer.encode(), "application/sdp", Location=f"/session/{number}")

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Door)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, browser: Browser, args: list[str]) -> Publisher:
        return Publisher(self, browser, args)

    def keep_recording(self, data: bytes) -> str:
        """A fragmented MP4 as an HLS playlist: what comes before the first fragment is the header of all."""
        first = next(at for kind, at, _ in boxes(data) if kind == b"moof")
        self.files["/hls/init.mp4"] = ("video/mp4", data[:first])
        self.files["/hls/1.m4s"] = ("video/mp4", data[first:])
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:7",
            "#EXT-X-TARGETDURATION:10",
            '#EXT-X-MAP:URI="init.mp4"',
            "#EXTINF:4.0,",
            "1.m4s",
            "#EXT-X-ENDLIST",
            "",
        ]
        self.files["/hls/index.m3u8"] = ("application/vnd.apple.mpegurl", "\n".join(lines).encode())
        return f"{self.url}/hls/index.m3u8"

    def film(self, data: bytes) -> str:
        """The recording as a live picture over HTTP-FLV."""
        self.films["/live/rafter.live.flv"] = data
        return f"{self.url}/live/rafter.live.flv"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Publisher:
    """Another browser, so that killing it is what a camera's end looks like. Its addresses are told plainly: nobody answers mDNS here."""

    def __init__(self, media: MediaServer, browser: Browser, args: list[str]) -> None:
        self.browser = browser.browser_type.launch(
            executable_path=browser_path(), args=[*args, "--disable-features=WebRtcHideLocalIpsWithMdns"]
        )
        self.page = self.browser.new_page()
        self.page.goto(media.url)

    def close(self) -> None:
        self.browser.close()


def browser_path() -> str:
    from tests.e2e.conftest import chromium

    return chromium()


def boxes(data: bytes) -> list[tuple[bytes, int, int]]:
    """Top-level boxes of an MP4: (kind, offset, length)."""
    found, at = [], 0
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if length == 1:
            (length,) = struct.unpack(">Q", data[at + 8 : at + 16])
        found.append((kind, at, length or len(data) - at))
        at += length or len(data)
    return found
