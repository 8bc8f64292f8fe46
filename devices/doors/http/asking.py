"""handlers → **asking** → hall: who speaks, may it, how often – and what it is answered."""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict

import msgspec
from aiohttp import BasicAuth, web

from devices.doors.credentials import holds
from devices.doors.pace import Pace
from devices.doors.shape import Hall, Taken
from devices.readings import Source
from devices.tracking import Known
from devices.wire.trust import FIRST, OPEN

UNKNOWN = "设备未登记,已列入“未登记设备”,登记后才会采信"
NOT_ITS_SECRET = "口令或令牌不符"
NO_SECRET = "该终端登记时未发口令,且未出示口令,不予采信"
TOO_MUCH = "上报过于频繁,请稍后再发"

MAX_REMEMBERED = 50_000  # devices whose last sign of life is kept
LATELY_S = 300.0


def refusal(status: int, why: str) -> web.Response:
    return web.json_response(body=msgspec.json.encode({"error": why}), status=status)  # Chinese as people read it in a log


def secret_of(request: web.Request) -> str:
    """Where clients put it: the password of basic authentication, a bearer token, or the address of those that can do neither."""
    header = request.headers.get("Authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    if header.lower().startswith("basic "):
        try:
            return str(BasicAuth.decode(header, encoding="utf-8").password)
        except ValueError:
            return ""
    return str(request.query.get("token", ""))


class Asking:
    def __init__(self, hall: Hall, token: str) -> None:
        self.hall, self.token = hall, token
        self.devices = Pace(5, 120)  # a phone that was without a network sends its queue one by one
        self.strangers = Pace(2, 60)  # an address whose devices nobody registered
        self.wrong = Pace(0.5, 20)  # an address with wrong secrets: guessing is slow
        self._seen: OrderedDict[Source, float] = OrderedDict()

    def platform_refused(self, request: web.Request) -> web.Response | None:
        """A server that speaks for many devices shows the token of this installation, where one is set."""
        return None if not self.token or self._of_a_server(secret_of(request)) else self._wrong(request)

    def _of_a_server(self, secret: str) -> bool:
        return bool(self.token) and hmac.compare_digest(secret.encode(), self.token.encode())

    async def say(
        self, request: web.Request, source: Source, topic: str, payload: bytes, *, secret: str | None = None, platform: bool = False
    ) -> Taken | web.Response:
        """One frame of one device. A response is the refusal to send back."""
        address = request.remote or "?"
        known = self.hall.known(source)
        if known is not None and not platform:
            shown = secret_of(request) if secret is None else secret
            why = "" if self._of_a_server(shown) else await self._doubt(known, source, shown)
            if why:
                self.hall.refuse(topic, why, payload)
                return self._wrong(request, why)
        pace, name = (self.strangers, address) if known is None else (self.devices, f"{source.adapter}:{source.external_id}")
        # Who calls for help is never told to wait, as long as it is one of ours
        if not pace.allows(name) and (known is None or b"sos" not in payload.lower()):
            return refusal(429, TOO_MUCH)
        taken = await self.hall.hand(topic, payload)
        if taken.later:
            return refusal(503, taken.why)
        if taken.why:
            return refusal(400, taken.why)
        if known is None and not taken.stored:
            return refusal(400, UNKNOWN)
        self._seen[source] = time.monotonic()
        self._seen.move_to_end(source)
        if len(self._seen) > MAX_REMEMBERED:
            self._seen.popitem(last=False)
        return taken

    async def _doubt(self, known: Known, source: Source, secret: str) -> str:
        """Why this is not the registered device; empty when it is."""
        if not known.credential:
            trust = self.hall.trust(source.adapter)
            if trust == OPEN or (trust == FIRST and secret and await self.hall.pin(source, secret)):
                return ""
            known = self.hall.known(source) or known  # another request of the same moment may have been the first
        if not known.credential:
            return NO_SECRET
        return "" if holds(known.credential, source.adapter, secret) else NOT_ITS_SECRET

    def _wrong(self, request: web.Request, why: str = NOT_ITS_SECRET) -> web.Response:
        return refusal(401 if self.wrong.allows(request.remote or "?") else 429, why)

    def seen_lately(self) -> int:
        oldest = time.monotonic() - LATELY_S
        count = 0
        for at in reversed(self._seen.values()):
            if at < oldest:
                break
            count += 1
        return count
