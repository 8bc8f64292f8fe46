"""What a browser really shows: small screenshots over the debugging protocol, decoded here (a PNG is zlib and five filters)."""

from __future__ import annotations

import base64
import os
import shutil
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.bench.stage import Missing

Image = npt.NDArray[np.uint8]
WIDTH, HEIGHT = 1280, 720
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def decode(png: bytes) -> Image:
    """height × width × channels; 8-bit RGB or RGBA, not interlaced, as Chromium writes it."""
    at, packed = 8, b""
    width = height = channels = 0
    while at < len(png):
        size, kind = struct.unpack_from(">I4s", png, at)
        body = png[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack_from(">IIBB", body)
            channels = {2: 3, 6: 4}[colour]
        elif kind == b"IDAT":
            packed += body
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, width * channels + 1)
    image = np.zeros((height + 1, width * channels), np.uint8)
    for row in range(height):
        image[row + 1] = _unfilter(int(raw[row, 0]), raw[row, 1:], image[row], channels)
    return image[1:].reshape(height, width, channels)


def _unfilter(kind: int, line: Image, above: Image, channels: int) -> Image:
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line.reshape(-1, channels), axis=0, dtype=np.uint64).astype(np.uint8).reshape(-1)
    if kind == 2:
        return line + above
    done = bytearray(len(line))
    up, values = above.tobytes(), line.tobytes()
    for at, value in enumerate(values):
        left = done[at - channels] if at >= channels else 0
        if kind == 3:
            guess = (left + up[at]) // 2
        else:
            corner = up[at - channels] if at >= channels else 0
            base = left + up[at] - corner
            a, b, c = abs(base - left), abs(base - up[at]), abs(base - corner)
            guess = left if a <= b and a <= c else up[at] if b <= c else corner
        done[at] = (value + guess) & 255
    return np.frombuffer(bytes(done), np.uint8)


class Camera:
    """Screenshots of one rectangle of a page."""

    def __init__(self, page: Any, x: float, y: float, width: float, height: float) -> None:
        self.session = page.context.new_cdp_session(page)
        self.clip = {"x": x, "y": y, "width": width, "height": height, "scale": 1}

    def shot(self) -> bytes:
        from playwright.sync_api import Error

        asked = {"format": "png", "clip": self.clip, "optimizeForSpeed": True}
        for _ in range(20):
            try:
                return base64.b64decode(self.session.send("Page.captureScreenshot", asked)["data"])
            except Error:  # between two documents there is nothing to take
                time.sleep(0.05)
        return base64.b64decode(self.session.send("Page.captureScreenshot", asked)["data"])


def changed(before: Image, png: bytes) -> float:
    """Share of pixels that are visibly different."""
    after = decode(png)
    if after.shape != before.shape:
        return 1.0
    return float((np.abs(after.astype(int) - before.astype(int)).max(axis=2) > 24).mean())


@contextmanager
def browser() -> Iterator[Any]:
    """The distribution's Chromium with a page of the wall's size, without head and graphics card."""
    path = os.environ.get("CHROMIUM") or next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise Missing("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield running.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN")
        finally:
            running.close()
