"""One telephone joined to us: a dialog, from the first ring to the last word (RFC 3261 §12–15)."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from dispatch.phones.sip import sdp
from dispatch.phones.sip.audio import Audio
from dispatch.phones.sip.message import Request, Response
from dispatch.phones.sip.rtp import info_key
from dispatch.phones.sip.transactions import Client, Place, Server
from dispatch.phones.sip.uri import Named, Uri, parse_named

if TYPE_CHECKING:
    from dispatch.phones.sip.agent import Agent

ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, NOTIFY"


class Leg:
    """`ringing`, `answered`, `over` happen at most once each; `status` is the refusal's, `why` what its sender said."""

    def __init__(self, agent: Agent, call_id: str, local: Named, remote: Named) -> None:
        self.agent, self.call_id, self.local, self.remote = agent, call_id, local, remote
        self.target: Uri = remote.uri
        self.routes: list[str] = []
        self.ringing, self.answered, self.over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.status, self.why, self.by_us = 0, "", False
        self.keys: asyncio.Queue[str] = asyncio.Queue()
        self.audio = Audio(self.keys.put_nowait)
        self.session = secrets.randbelow(2**31)
        self.media: sdp.Media | None = None
        self._cseq = secrets.randbelow(2**15)
        self._client: Client | None = None
        self._server: Server | None = None
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    # Calling

    async def ring(self, **headers: str) -> None:
        """Sends the INVITE; how it goes is told by the events."""
        await self.audio.open(self.agent.host, self.agent.ports)
        body = sdp.offer(*self._heard_at(), session=self.session)
        self._task = asyncio.create_task(self._invite(body, headers))

    async def _invite(self, body: bytes, headers: dict[str, str]) -> None:
        request = self.request("INVITE", body, headers)
        client = self._client = self.agent.endpoint.ask(request, self.next_hop())
        asked = False
        while True:
            response = await client.responses.get()
            if response.status in (401, 407) and not asked and not self._stopping:
                asked = True
                again = self.agent.answer_challenge(response, self.request("INVITE", body, headers))
                if again is not None:
                    client = self._client = self.agent.endpoint.ask(again, self.next_hop())
                    continue
            self._hear(response)
            if response.status >= 300:
                return

    def _hear(self, response: Response) -> None:
        if response.status < 200:
            if response.status > 100:
                if response.body:
                    self._listen_to(response.body)  # early media: what the exchange says instead of ringing
                self.ringing.set()
            return
        if response.status >= 300:
            self.end(response.status, response.reason)
            return
        tag = response.addressee.tag
        if self.answered.is_set() and tag != self.remote.tag:
            self._refuse_fork(response)  # a second telephone of the same number answered: one is enough
            return
        first = not self.answered.is_set()
        if first:
            self.remote = parse_named(response.get("to"))
            self.routes = list(reversed(response.all("record-route")))
            contact = response.contact
            self.target = contact.uri if contact else self.target
        self._acknowledge(response)
        if first:
            if self._stopping or not self._listen_to(response.body):
                self.answered.set()
                self.hang_up()
                return
            self.ringing.set()
            self.answered.set()

    def _acknowledge(self, response: Response) -> None:
        ack = self.request("ACK", cseq=response.cseq[0])
        self.agent.endpoint.send(ack.encode(), self.next_hop())

    def _refuse_fork(self, response: Response) -> None:
        other = Leg(self.agent, self.call_id, self.local, parse_named(response.get("to")))
        other.routes, contact = list(reversed(response.all("record-route"))), response.contact
        other.target = contact.uri if contact else self.target
        other._cseq = response.cseq[0]
        other._acknowledge(response)
        self.agent.endpoint.ask(other.request("BYE"), other.next_hop())

    def _listen_to(self, body: bytes) -> bool:
        try:
            self.media = sdp.read(body)
        except sdp.NoCommonCodec as error:
            self.why = str(error)
            return False
        self.audio.send_to(self.media)
        return True

    # Being called

    @classmethod
    def called(cls, agent: Agent, server: Server) -> Leg:
        request = server.request
        local = parse_named(request.get("to"))
        leg = cls(agent, request.call_id, local._replace(params={**local.params, "tag": secrets.token_hex(6)}), request.sender)
        contact = request.contact
        leg.target, leg.routes = contact.uri if contact else leg.remote.uri, request.all("record-route")
        leg._server = server
        server.cancelled = leg._cancelled
        server.respond(180, tag=leg.local.tag, contact=str(agent.contact))
        leg.ringing.set()
        return leg

    async def answer(self) -> bool:
        """False when the caller hung up meanwhile, or speaks no G.711."""
        server = self._server
        if server is None or self.over.is_set():
            return False
        await self.audio.open(self.agent.host, self.agent.ports)
        if server.request.body and not self._listen_to(server.request.body):
            server.respond(488, tag=self.local.tag)
            self.end(488, self.why)
            return False
        payloads = (self.media.payload,) if self.media else sdp.SPOKEN
        event = self.media.event if self.media else sdp.EVENT
        body = sdp.offer(*self._heard_at(), session=self.session, payloads=payloads, event=event)
        server.respond(200, tag=self.local.tag, body=body, contact=str(self.agent.contact), allow=ALLOW)
        self.answered.set()
        return True

    def _cancelled(self, request: Request) -> None:
        if self._server is not None:
            self._server.respond(487, tag=self.local.tag)
        elsewhere = "cause=200" in request.get("reason").replace(" ", "").lower()  # RFC 3326: another telephone took it
        self.end(200 if elsewhere else 487, "其他话机已接听" if elsewhere else "对方挂断")

    # Both

    def hear(self, server: Server) -> None:
        """A request inside the dialog."""
        request = server.request
        match request.method:
            case "BYE":
                server.respond(200)
                self.end(0, "对方挂断")
            case "INFO":
                server.respond(200)
                key = info_key(request.get("content-type"), request.body)
                if key is not None:
                    self.keys.put_nowait(key)
            case "INVITE":
                self._again(server)
            case "UPDATE" | "OPTIONS" | "NOTIFY" | "MESSAGE":
                server.respond(200, allow=ALLOW)
            case _:
                server.respond(405, allow=ALLOW)

    def _again(self, server: Server) -> None:
        """Hold, resume, another address: taken as it is said."""
        if server.request.body and not self._listen_to(server.request.body):
            server.respond(488)
            return
        answered = {"sendonly": "recvonly", "inactive": "inactive"}.get(self.media.direction if self.media else "", "sendrecv")
        media = self.media
        body = sdp.offer(
            *self._heard_at(), session=self.session, payloads=(media.payload,) if media else sdp.SPOKEN, event=media.event if media else sdp.EVENT,
            direction=answered,
        )  # fmt: skip
        server.respond(200, body=body, contact=str(self.agent.contact), allow=ALLOW)

    def hang_up(self, status: int = 486) -> None:
        """Whatever state it is in; `over` comes at once, the other side is told behind our back."""
        if self.over.is_set():
            return
        self.by_us, self._stopping = True, True
        if self.answered.is_set():
            self.agent.endpoint.ask(self.request("BYE"), self.next_hop())
            self.end(0, self.why or "本方挂断")
        elif self._server is not None:
            self._server.respond(status, tag=self.local.tag)
            self.end(status, "本方拒接")
        elif self._client is not None:
            self._background(self._cancel(self._client))
            self.end(487, self.why or "本方取消")

    async def _cancel(self, client: Client) -> None:
        """Only after the first answer (RFC 3261 §9.1); an exchange that says nothing has nothing to cancel."""
        waits = asyncio.create_task(client.provisional.wait())
        await asyncio.wait({waits}, timeout=32)
        waits.cancel()
        if client.provisional.is_set() and client.responses.empty():
            cancel = Request(method="CANCEL", uri=client.request.uri)
            for name in ("via", "route", "from", "to", "call-id", "max-forwards"):
                for value in client.request.all(name):
                    cancel.add(name, value)
            cancel.add("cseq", f"{client.request.cseq[0]} CANCEL")
            self.agent.endpoint.ask(cancel, client.place)

    def _heard_at(self) -> Place:
        return self.agent.shown or self.audio.place[0], self.audio.place[1]

    def _background(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self.agent.keep(task)

    def end(self, status: int, why: str) -> None:
        if self.over.is_set():
            return
        self.status, self.why = status, why
        self.over.set()
        self.audio.close()
        self.agent.forget(self)

    def request(self, method: str, body: bytes = b"", headers: dict[str, str] | None = None, *, cseq: int | None = None) -> Request:
        if method != "ACK":
            self._cseq += 1
        request = Request(method=method, uri=str(self.target._replace(params={})) if not self.routes else str(self.target), body=body)
        request.add("via", self.agent.endpoint.via())
        request.add("max-forwards", 70)
        for route in self.routes:
            request.add("route", route)
        request.add("from", self.local)
        request.add("to", self.remote)
        request.add("call-id", self.call_id)
        request.add("cseq", f"{self._cseq if cseq is None else cseq} {method}")
        request.add("contact", self.agent.contact)
        if method == "INVITE":
            request.add("allow", ALLOW)
        for name, value in (headers or {}).items():
            request.add(name, value)
        if body:
            request.add("content-type", "application/sdp")
        return request

    def next_hop(self) -> Place:
        """The route the exchange asked for; before there is one, the exchange."""
        if self.routes:
            return self.agent.resolve(parse_named(self.routes[0]).uri)
        return self.agent.resolve(self.target) if self.answered.is_set() and self.agent.direct(self.target) else self.agent.exchange
