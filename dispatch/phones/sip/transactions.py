"""datagrams ↔ **transactions** ↔ dialogs: sends again what was not answered, answers again what was asked twice, acknowledges refusals (RFC 3261 §17, RFC 6026)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from typing import Any

from dispatch.phones.sip.message import Malformed, Request, Response, Via, answer, parse, parse_via
from dispatch.phones.sip.uri import BadAddress

log = logging.getLogger(__name__)

T1, T2 = 0.5, 4.0  # RFC 3261 §17.1.1.1
LIFE = 64  # × T1: an exchange that has not answered by then is gone
COOKIE = "z9hG4bK"
Place = tuple[str, int]


def new_branch() -> str:
    return COOKIE + secrets.token_hex(8)


class Client:
    """One request of ours. `responses` gets each new answer; silence becomes a 408 of our own."""

    def __init__(self, endpoint: Endpoint, request: Request, place: Place) -> None:
        self.endpoint, self.request, self.place = endpoint, request, place
        self.responses: asyncio.Queue[Response] = asyncio.Queue()
        self.provisional = asyncio.Event()
        self._final: int | None = None
        self._ack: bytes = b""
        self._task = asyncio.create_task(self._send())

    @property
    def key(self) -> tuple[str, str]:
        return self.request.via.branch, self.request.method

    async def _send(self) -> None:
        t1 = self.endpoint.t1
        began, wait = asyncio.get_running_loop().time(), t1
        data = self.request.encode()
        while self._final is None:
            if not (self.request.method == "INVITE" and self.provisional.is_set()):
                if asyncio.get_running_loop().time() - began >= LIFE * t1:
                    self.hear(answer(self.request, 408, "Request Timeout"))
                    return
                self.endpoint.send(data, self.place)
            await asyncio.sleep(wait)
            wait = min(2 * wait, T2) if self.request.method != "INVITE" else 2 * wait

    def hear(self, response: Response) -> None:
        if response.status < 200:
            self.provisional.set()
            if self._final is None:
                self.responses.put_nowait(response)
            return
        again = self._final is not None
        if self.request.method == "INVITE" and response.status >= 300:
            self._acknowledge(response)
        if again and not (self.request.method == "INVITE" and response.status < 300):
            return  # a 2xx again is the dialog's to acknowledge again
        self._final = response.status
        self.responses.put_nowait(response)
        if not again:
            asyncio.get_running_loop().call_later(LIFE * self.endpoint.t1, self.endpoint.forget_client, self)

    def _acknowledge(self, response: Response) -> None:
        """Of a refusal: same branch, same transaction."""
        if not self._ack:
            ack = Request(method="ACK", uri=self.request.uri)
            ack.add("via", self.request.get("via"))
            for name in ("route", "from", "call-id", "max-forwards"):
                for value in self.request.all(name):
                    ack.add(name, value)
            ack.add("to", response.get("to"))
            ack.add("cseq", f"{self.request.cseq[0]} ACK")
            self._ack = ack.encode()
        if response.status != 408 or self.provisional.is_set():  # our own 408 is answered to nobody
            self.endpoint.send(self._ack, self.place)

    async def final(self) -> Response:
        while (response := await self.responses.get()).status < 200:
            pass
        return response

    def stop(self) -> None:
        self._final = self._final or 0
        self._task.cancel()


class Server:
    """One request of theirs; the same request again gets the same answer again."""

    def __init__(self, endpoint: Endpoint, request: Request, source: Place) -> None:
        self.endpoint, self.request, self.source = endpoint, request, source
        self.acked = asyncio.Event()
        self.cancelled: Callable[[Request], None] = lambda request: None
        self.status = 0
        self._last = b""
        self._task: asyncio.Task[None] | None = None

    def respond(self, status: int, reason: str = "", *, tag: str = "", body: bytes = b"", **headers: str) -> None:
        if self.status >= 200:
            return
        response = answer(self.request, status, reason, tag=tag, body=body)
        for name, value in headers.items():
            response.add(name.replace("_", "-"), value)
        self.status, self._last = status, response.encode()
        self.again()
        if status >= 200:
            asyncio.get_running_loop().call_later(LIFE * self.endpoint.t1, self.endpoint.forget_server, self)
            if self.request.method == "INVITE":
                self._task = asyncio.create_task(self._until_acked())

    def again(self) -> None:
        if self._last:
            self.endpoint.send(self._last, self._back())

    async def _until_acked(self) -> None:
        wait, waited = self.endpoint.t1, 0.0
        while waited < LIFE * self.endpoint.t1:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.acked.wait(), wait)
                return
            waited += wait
            wait = min(2 * wait, T2)
            self.again()

    def _back(self) -> Place:
        """To where it came from, as everybody behind an address translator needs (RFC 3581)."""
        via = self.request.via
        return self.source if "rport" in via.params else (self.source[0], via.port or 5060)


class Endpoint(asyncio.DatagramProtocol):
    """One UDP socket. `hear(server)` gets each new request; ACK and CANCEL find their INVITE here."""

    def __init__(self, hear: Callable[[Server], None], *, t1: float = T1) -> None:
        self.hear, self.t1 = hear, t1
        self.bad = 0
        self.acks: Callable[[Request], None] = lambda request: None
        self._transport: asyncio.DatagramTransport | None = None
        self._clients: dict[tuple[str, str], Client] = {}
        self._servers: dict[tuple[str, str, str], Server] = {}

    async def open(self, host: str, port: int = 0) -> Place:
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(host, port))
        found = self._transport.get_extra_info("sockname")
        self.place: Place = (found[0], found[1])
        return self.place

    def close(self) -> None:
        for client in self._clients.values():
            client.stop()
        for server in self._servers.values():
            server.acked.set()
        if self._transport is not None:
            self._transport.close()

    def via(self) -> Via:
        return Via("UDP", self.place[0], self.place[1], {"branch": new_branch(), "rport": None})

    def ask(self, request: Request, place: Place) -> Client:
        client = Client(self, request, place)
        self._clients[client.key] = client
        return client

    def send(self, data: bytes, place: Place) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, place)

    def forget_client(self, client: Client) -> None:
        self._clients.pop(client.key, None)

    def forget_server(self, server: Server) -> None:
        self._servers.pop(_key(server.request, server.request.method), None)

    def datagram_received(self, data: bytes, address: tuple[Any, ...]) -> None:
        source: Place = (address[0], address[1])
        if not data.strip():
            return  # keep-alive
        try:
            message = parse(data)
            if isinstance(message, Response):
                self._hear_response(message)
            else:
                self._hear_request(message, source)
        except (Malformed, BadAddress) as error:
            self.bad += 1
            if self.bad in (1, 10, 100, 1000):  # a scanner must not fill the disk
                log.warning("sip: %d unreadable datagrams, the last from %s: %s: %r", self.bad, source[0], error, data[:60])

    def error_received(self, exc: Exception) -> None:
        """An unreachable port: the transaction's own timer says so."""

    def _hear_response(self, response: Response) -> None:
        client = self._clients.get((response.via.branch, response.cseq[1]))
        if client is not None:
            client.hear(response)

    def _hear_request(self, request: Request, source: Place) -> None:
        _mark_source(request, source)
        if request.method == "ACK":
            invite = self._servers.get(_key(request, "INVITE")) or self._invite_of(request)
            if invite is not None:
                invite.acked.set()
                self.acks(request)
            return
        known = self._servers.get(_key(request, request.method))
        if known is not None:
            known.again()
            return
        server = self._servers[_key(request, request.method)] = Server(self, request, source)
        if request.method == "CANCEL":
            invite = self._servers.get(_key(request, "INVITE"))
            server.respond(200 if invite else 481)
            if invite is not None and invite.status < 200:
                invite.cancelled(request)
            return
        self.hear(server)

    def _invite_of(self, ack: Request) -> Server | None:
        """The ACK of a 2xx has a branch of its own; it is of the same dialog and number."""
        for server in self._servers.values():
            request = server.request
            if (
                request.method == "INVITE"
                and (request.call_id, request.cseq[0]) == (ack.call_id, ack.cseq[0])
                and request.sender.tag == ack.sender.tag
            ):
                return server
        return None


def _key(request: Request, method: str) -> tuple[str, str, str]:
    via = request.via
    if via.branch.startswith(COOKIE):
        return via.branch, f"{via.host}:{via.port}", method
    return f"{request.call_id} {request.cseq[0]} {request.sender.tag}", f"{via.host}:{via.port}", method  # RFC 2543


def _mark_source(request: Request, source: Place) -> None:
    via = parse_via(request.get("via"))
    params = dict(via.params)
    if "rport" in params:
        params["rport"] = str(source[1])
    if "rport" in params or via.host != source[0]:
        params["received"] = source[0]
    first = next(place for place, (name, _) in enumerate(request.headers) if name == "via")
    request.headers[first] = ("via", str(via._replace(params=params)))
