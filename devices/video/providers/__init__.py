"""stream → **provider** → player: who brings a lens to a browser. A new one is a file and a line here."""

from __future__ import annotations

from devices.video.providers.direct import Direct
from devices.video.providers.dji import Dji
from devices.video.providers.gb28181 import Gb28181
from devices.video.providers.known import Provider
from devices.video.providers.mediamtx import MediaMtx

PROVIDERS: tuple[Provider, ...] = (Direct(), MediaMtx(), Gb28181(), Dji())


def provider(name: str) -> Provider:
    """Raises KeyError with the name that nobody knows."""
    return {one.name: one for one in PROVIDERS}[name]
