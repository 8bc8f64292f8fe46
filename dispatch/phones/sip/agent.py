"""exchange ↔ **agent** ↔ us: one extension at the bureau's exchange: registers, rings, is rung."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from dispatch.phones.sip.digest import authorization, parse_challenge
from dispatch.phones.sip.leg import ALLOW, Leg
from dispatch.phones.sip.message import Request, Response
from dispatch.phones.sip.transactions import T1, Endpoint, Place, Server
from dispatch.phones.sip.uri import BadAddress, Named, Uri, parse_named, parse_uri

log = logging.getLogger(__name__)

EXPIRES_S = 120  # asked for; renewed at half of what is granted, so that a dead exchange is known within two minutes
KEEP_ALIVE_S = 25  # shorter than any address translator's patience
AGAIN_S = 5.0  # after a failed registration
REFUSED_AGAIN_S = 60.0  # after a wrong password: exchanges lock out who insists
HEADER = {401: ("www-authenticate", "authorization"), 407: ("proxy-authenticate", "proxy-authorization")}


class Account(NamedTuple):
    """`sip:8000@pbx:5060`, the password, and the name at sign-in where it is another."""

    uri: Uri
    password: str
    user: str = ""

    @classmethod
    def of(cls, url: str, password: str, user: str = "") -> Account:
        uri = parse_uri(url)
        if uri.scheme != "sip" or not uri.user or uri.params.get("transport", "udp") != "udp":
            raise BadAddress("应为 sip:分机@主机:端口,经 UDP")
        return cls(uri, password, user or uri.user)


async def _nobody(leg: Leg) -> None:
    leg.hang_up(480)


class Agent:
    def __init__(
        self, account: Account, *, ports: range = range(1), on_ring: Callable[[Leg], Awaitable[None]] = _nobody,
        on_line: Callable[[bool, str], None] = lambda up, why: None, bind: Place = ("", 0), shown: str = "", t1: float = T1,
        expires_s: int = EXPIRES_S,
    ) -> None:  # fmt: skip
        self.account, self.ports, self.on_ring, self.on_line, self.expires_s = account, ports, on_ring, on_line, expires_s
        self.bind, self.shown = bind, shown  # shown: our address as the exchange reaches it, where that is another
        self.endpoint = Endpoint(self._hear, t1=t1)
        self.legs: dict[tuple[str, str], Leg] = {}
        self.up = asyncio.Event()
        self._tasks: set[asyncio.Future[Any]] = set()
        self._register_id, self._register_tag, self._register_cseq = secrets.token_hex(12), secrets.token_hex(6), 0

    async def start(self, *, register: bool = True) -> None:
        found = await asyncio.get_running_loop().getaddrinfo(*self.account.uri.place, type=socket.SOCK_DGRAM, family=socket.AF_INET)
        self.exchange: Place = (str(found[0][4][0]), int(found[0][4][1]))
        self.host = self.bind[0] or _own_address(self.exchange)
        await self.endpoint.open(self.host, self.bind[1])
        self.endpoint.place = (self.shown or self.host, self.endpoint.place[1])
        self.contact = Named("", Uri("sip", self.account.uri.user, *self.endpoint.place, {}), {})
        if register:
            self.keep(asyncio.create_task(self._stay_registered()))
            self.keep(asyncio.create_task(self._keep_alive()))

    async def stop(self) -> None:
        """Hangs up, says good-bye to the exchange, and waits a moment for its word."""
        for leg in list(self.legs.values()):
            leg.hang_up()
        for task in list(self._tasks):
            task.cancel()
        if self.up.is_set():
            with contextlib.suppress(TimeoutError, OSError):
                await asyncio.wait_for(self._register(0), 2)
        self.endpoint.close()

    def keep(self, task: asyncio.Future[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("sip: %s", task.exception(), exc_info=task.exception())

    # Registration

    async def _stay_registered(self) -> None:
        while True:
            try:
                granted, why = await self._register(self.expires_s)
            except OSError as error:
                granted, why = 0, str(error)
            self._say_line(bool(granted), why)
            wrong = why.startswith("口令")
            await asyncio.sleep(max(1.0, granted / 2) if granted else REFUSED_AGAIN_S if wrong else AGAIN_S)

    def _say_line(self, up: bool, why: str) -> None:
        if up:
            self.up.set()
        else:
            self.up.clear()
        self.on_line(up, why)

    async def _register(self, expires: int) -> tuple[int, str]:
        """Seconds granted, or why not."""
        response = await self.endpoint.ask(self._registration(expires), self.exchange).final()
        if response.status in HEADER:
            again = self.answer_challenge(response, self._registration(expires))
            if again is None:
                return 0, f"交换机要求的认证方式不支持({response.status})"
            response = await self.endpoint.ask(again, self.exchange).final()
        if response.status in (401, 403, 407):
            return 0, f"口令不正确或被拒绝({response.status})"
        if response.status == 408:
            return 0, "交换机没有应答"
        if response.status >= 300:
            return 0, f"交换机拒绝注册({response.status} {response.reason})"
        return _granted(response, self.contact.uri, expires), ""

    def _registration(self, expires: int) -> Request:
        self._register_cseq += 1
        own = Named("", self.account.uri._replace(port=None, params={}), {})
        request = Request(method="REGISTER", uri=str(Uri("sip", "", self.account.uri.host, self.account.uri.port, {})))
        request.add("via", self.endpoint.via())
        request.add("max-forwards", 70)
        request.add("from", own._replace(params={"tag": self._register_tag}))
        request.add("to", own)
        request.add("call-id", self._register_id)
        request.add("cseq", f"{self._register_cseq} REGISTER")
        request.add("contact", self.contact)
        request.add("expires", expires)
        request.add("allow", ALLOW)
        return request

    def answer_challenge(self, response: Response, request: Request) -> Request | None:
        """The same request once more, with what the exchange asked for."""
        asked, said = HEADER[response.status]
        challenge = next((found for value in response.all(asked) if (found := parse_challenge(value))), None)
        if challenge is None:
            return None
        request.put(
            said, authorization(challenge, user=self.account.user, password=self.account.password, method=request.method, uri=request.uri)
        )
        return request

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            self.endpoint.send(b"\r\n\r\n", self.exchange)

    # Calls

    async def call(self, number: str, *, show: str = "", **headers: str) -> Leg:
        """Ring a number of, or through, the exchange. `show` is the name on the telephone's display."""
        local = Named(show, self.account.uri._replace(port=None, params={}), {"tag": secrets.token_hex(6)})
        remote = Named("", Uri("sip", number, self.account.uri.host, self.account.uri.port, {}), {})
        leg = Leg(self, secrets.token_hex(12), local, remote)
        self.legs[leg.call_id, leg.local.tag] = leg
        await leg.ring(**headers)
        return leg

    def forget(self, leg: Leg) -> None:
        self.legs.pop((leg.call_id, leg.local.tag), None)

    def _hear(self, server: Server) -> None:
        request = server.request
        tag = parse_named(request.get("to")).tag
        if tag:
            leg = self.legs.get((request.call_id, tag))
            if leg is not None:
                leg.hear(server)
            else:
                server.respond(481)
        elif server.source[0] != self.exchange[0]:
            log.info("sip: %s from %s, who is not our exchange, is not answered", request.method, server.source[0])
        elif request.method == "INVITE":
            self._invited(server)
        elif request.method in ("OPTIONS", "NOTIFY", "MESSAGE"):
            server.respond(200, allow=ALLOW)
        else:
            server.respond(405 if request.method in ALLOW else 501, allow=ALLOW)

    def _invited(self, server: Server) -> None:
        request = server.request
        if required := request.all("require"):
            server.respond(420, unsupported=", ".join(required))
            return
        leg = Leg.called(self, server)
        self.legs[leg.call_id, leg.local.tag] = leg
        self.keep(asyncio.ensure_future(self.on_ring(leg)))

    # Addresses

    def direct(self, uri: Uri) -> bool:
        """A contact we can send to by ourselves; a name is the exchange's to find."""
        try:
            ipaddress.ip_address(uri.host)
        except ValueError:
            return False
        return True

    def resolve(self, uri: Uri) -> Place:
        return uri.place if self.direct(uri) else self.exchange


def _own_address(exchange: Place) -> str:
    """The address of ours that the exchange sees, when nobody translates between."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(exchange)
        return str(probe.getsockname()[0])


def _granted(response: Response, contact: Uri, asked: int) -> int:
    for value in response.all("contact"):
        try:
            known = parse_named(value)
        except BadAddress:
            continue
        if known.uri.place == contact.place and (known.params.get("expires") or "").isdigit():
            return int(known.params["expires"] or 0)
    plain = response.get("expires")
    return int(plain) if plain.isdigit() else asked
