"""EMQX → **emqx** → rights: may this client connect, may it publish or subscribe there (EMQX 5: HTTP authentication and HTTP authorization).

EMQX takes an answer of 4xx or 5xx for "somebody else decides", so every decision is a 200 with `allow` or `deny`; deploy/emqx.conf ends both
chains with deny. Who is revoked is refused at its next message and cut off by `deny_action = disconnect`.
"""

from __future__ import annotations

import hmac

import msgspec
from aiohttp import web

from devices.doors.http.asking import Asking, refusal, secret_of
from devices.doors.http.serving import body_of
from devices.wire.rights import Right

UNSAID = ("", "undefined")  # what EMQX writes for a placeholder without a value


class Login(msgspec.Struct):
    username: str | None = None
    password: str | None = None
    cert_common_name: str | None = None


class Wish(msgspec.Struct):
    username: str | None = None
    topic: str = ""
    action: str = ""


_login, _wish = msgspec.json.Decoder(Login).decode, msgspec.json.Decoder(Wish).decode


def may_connect(right: Right | None, said: Login) -> bool:
    """By its secret, or by a certificate of its own name; a certificate of another name is nobody's."""
    if right is None:
        return False
    named = said.cert_common_name or ""
    if named not in UNSAID and named != right.user:
        return False
    return (right.certified and named == right.user) or right.knows(said.password or "")


def may(right: Right | None, wish: Wish) -> bool:
    return right is not None and wish.action in ("publish", "subscribe") and right.allows(wish.topic, publish=wish.action == "publish")


class Emqx:
    def __init__(self, asking: Asking, secret: str) -> None:
        self.asking, self.secret = asking, secret

    def routes(self) -> list[web.RouteDef]:
        """None where no secret is set: what is not guarded is not there."""
        return [web.post("/emqx/authn", self.authn), web.post("/emqx/authz", self.authz)] if self.secret else []

    async def authn(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        try:
            said = _login(await body_of(request))
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return _answer(False)
        return _answer(may_connect(self._right(said.username), said))

    async def authz(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        try:
            wish = _wish(await body_of(request))
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return _answer(False)
        return _answer(may(self._right(wish.username), wish))

    def _right(self, user: str | None) -> Right | None:
        return self.asking.hall.rights.get(user or "")

    def _refused(self, request: web.Request) -> web.Response | None:
        if hmac.compare_digest(secret_of(request).encode(), self.secret.encode()):
            return None
        return refusal(401, "EMQX_SECRET 不符")


def _answer(allowed: bool) -> web.Response:
    return web.json_response({"result": "allow" if allowed else "deny"})
