"""ATAK and its kin → **tak door** → gateway: one TCP or TLS connection a terminal, XML or protobuf, chat both ways, our picture on their map.

Who a terminal is, it says with its first position; over TLS its certificate has said so before, and nobody else may. The first certificate of a
terminal is its secret from then on: one that was stolen opens nothing for whoever is registered under that uid later. A terminal that was given
a secret has to show it (`<auth>`).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import Element

from django.conf import settings

from devices.adapters import tak
from devices.adapters import tak_events as cot
from devices.doors.credentials import holds
from devices.doors.shape import Door, Hall
from devices.doors.stream import Limits, Listener, Peer
from devices.doors.tak.frames import BadStream, Splitter, framed
from devices.doors.tak.showing import Thing, gather
from devices.readings import Source, Undecodable
from devices.tracking import Known
from devices.wire.trust import OPEN

log = logging.getLogger(__name__)

SHOW_S = 5.0
AGAIN_S = 60.0  # what has not changed is said again, before it grows stale over there
STALE_S = 150.0
MAX_BAD = 20
OFFER, ASKS, ANSWER, PING, PONG = "t-x-takp-v", "t-x-takp-q", "t-x-takp-r", "t-x-c-t", "t-x-c-t-r"


class Session:
    def __init__(self, peer: Peer) -> None:
        self.peer, self.splitter = peer, Splitter()
        self.uid, self.secret, self.bad = "", "", 0
        self.binary = False
        self.shown: dict[str, tuple[Thing, float]] = {}
        certificate: Any = peer.writer.get_extra_info("peercert")
        self.certified = _name_in(certificate) if certificate else ""
        channel: Any = peer.writer.get_extra_info("ssl_object")
        self.print = sha256(channel.getpeercert(binary_form=True)).hexdigest() if self.certified else ""

    def proves(self, known: Known, trust: str) -> bool:
        """By its secret, the certificate made for it, or the one it showed first."""
        if self.print and (self.print == known.certificate or holds(known.credential, tak.NAME, self.print)):
            return True
        if not (known.credential or known.certificate):
            return trust == OPEN
        return holds(known.credential, tak.NAME, self.secret)

    def say(self, event: Element) -> bool:
        return self.peer.write(framed(cot.as_proto(event)) if self.binary else cot.as_xml(event))


class TakDoor(Door):
    PORTS = ("tak", "tak_tls")
    ROOTS = ("tak",)

    def __init__(self, hall: Hall, limits: Limits | None = None) -> None:
        self.hall = hall
        self.listener = Listener(self._talk, limits or Limits(peers=2_000, per_address=500, unknown=200))
        self.by_uid: dict[str, Session] = {}
        self._shows: asyncio.Task[None] | None = None

    async def open(self, name: str, host: str, port: int) -> int:
        opened = await self.listener.open(host, port, _tls() if name == "tak_tls" else None)
        self._shows = self._shows or asyncio.create_task(self._show())
        return opened

    async def close(self) -> None:
        if self._shows is not None:
            self._shows.cancel()
        await self.listener.close()

    def sessions(self) -> int:
        return len(self.by_uid)

    def owns(self, topic: str) -> bool:
        return True

    def deliver(self, topic: str, payload: bytes) -> bool:
        session = self.by_uid.get(topic.partition("/")[2])
        if session is None or self.hall.known(Source(tak.NAME, session.uid)) is None:
            return False
        return all(session.say(event) for event in cot.ours(payload))

    # -- one connection --------------------------------------------------------------------------------------------------------------

    async def _talk(self, peer: Peer) -> None:
        session = Session(peer)
        session.say(cot.control(OFFER, _now_ms()))
        try:
            while data := await peer.read():
                for frame in session.splitter.feed(data):
                    if not await self._frame(session, frame):
                        return
        except BadStream as error:
            self.hall.refuse(f"tak/{session.uid or '?'}", str(error), session.splitter.held[:256])
        finally:
            if self.by_uid.get(session.uid) is session:
                del self.by_uid[session.uid]
                await self._goodbye(session)

    async def _frame(self, session: Session, frame: bytes) -> bool:
        """One element, good or bad; False ends the connection."""
        try:
            if frame.startswith(b"<auth"):
                session.secret = _secret(cot.element_of(frame))
                return True
            event = cot.parse(frame)
        except Undecodable as error:
            self.hall.refuse(f"tak/{session.uid or '?'}", error.reason, frame)
            session.bad += 1
            return session.bad < MAX_BAD
        session.bad = 0
        if event.type == ASKS:
            session.say(cot.control(ANSWER, _now_ms()))
            session.binary = event.takp == 1
        elif event.type == PING:
            session.say(cot.control(PONG, _now_ms()))
        elif session.uid or event.type.startswith("a-"):
            return await self._said(session, event, frame)
        return True  # before it has said who it is, nothing else is heard

    async def _said(self, session: Session, event: cot.Event, frame: bytes) -> bool:
        uid = session.uid or session.certified or event.uid
        source = Source(tak.NAME, uid)
        known = self.hall.known(source)
        if session.certified and not session.uid and event.uid != session.certified:
            self.hall.refuse(f"tak/{session.certified}", "证书与终端 uid 不符", frame)
            return False
        if known is not None and not (known.credential or known.certificate) and (session.print or session.secret):
            await self.hall.pin(source, session.print or session.secret)
            known = self.hall.known(source)
        if known is not None and not session.proves(known, self.hall.trust(tak.NAME)):
            self.hall.refuse(f"tak/{uid}", "未出示口令,或证书不是登记时的那一张", frame)
            return False
        if known is not None and self.by_uid.get(uid) is not session:
            before = self.by_uid.pop(uid, None)
            if before is not None:
                before.uid = ""
                before.peer.hang_up()  # the old connection is dead more often than not
            self.by_uid[uid] = session
            session.peer.believe(uid)
        session.uid = uid
        await self.hall.hand(f"tak/{uid}", frame)
        return True

    async def _goodbye(self, session: Session) -> None:
        """A connection that ends is as good as a last will."""
        event = cot.gone(session.uid, _now_ms())
        try:
            await self.hall.hand(f"tak/{session.uid}", cot.as_xml(event))
        except asyncio.CancelledError:
            return

    # -- our picture on their map ----------------------------------------------------------------------------------------------------

    async def _show(self) -> None:
        while True:
            await asyncio.sleep(SHOW_S)
            for session in [one for uid, one in self.by_uid.items() if self.hall.known(Source(tak.NAME, uid)) is None]:
                session.peer.hang_up()  # revoked: it sees nothing more of ours
            if self.by_uid:
                try:
                    for uid, things in (await asyncio.to_thread(gather, list(self.by_uid))).items():
                        self._update(uid, things)
                except Exception:
                    log.exception("tak: showing our picture failed")

    def _update(self, uid: str, things: list[Thing]) -> None:
        """What is new, has changed or grows stale; and what is gone."""
        session = self.by_uid.get(uid)
        if session is None:
            return
        now, now_ms = time.monotonic(), _now_ms()
        present = {thing.uid: thing for thing in things}
        for ident in [ident for ident in session.shown if ident not in present]:
            session.say(cot.gone(ident, now_ms))
            del session.shown[ident]
        for ident, thing in present.items():
            shown = session.shown.get(ident)
            if shown is not None and shown[0] == thing and now - shown[1] < AGAIN_S:
                continue
            event = cot.thing(
                ident, thing.type, thing.lat, thing.lon, now_ms, label=thing.label, stale_s=STALE_S, remarks=thing.remarks, hae=thing.hae,
                speed=thing.speed, course=thing.course,
            )  # fmt: skip
            if not session.say(event):
                return
            session.shown[ident] = (thing, now)


def _secret(auth: Element) -> str:
    asked = auth.find("cot")
    return asked.get("password", "")[:200] if asked is not None else ""


def _name_in(certificate: dict[str, Any]) -> str:
    names = [value for part in certificate.get("subject", ()) for key, value in part if key == "commonName"]
    return str(names[0])[:128] if names else ""


def _tls() -> ssl.SSLContext:
    """Our own certificate, and only terminals with one of our authority's."""
    if not (settings.TLS_CERT and settings.TLS_CA):
        raise OSError(0, "没有证书(make certs),TAK 的 TLS 门不开")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.TLS_CERT, settings.TLS_KEY)
    context.load_verify_locations(settings.TLS_CA)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def _now_ms() -> int:
    return int(time.time() * 1000)
