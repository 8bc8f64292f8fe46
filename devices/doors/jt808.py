"""vehicle terminals → **jt808 door** → gateway: one TCP connection a terminal, log-on, answers, fragments, and our texts back down the same way.

Who a terminal is, it says by its phone number in each header; who it says it is, it proves by the code it was given when it first registered.
The code follows from this installation's secret, the phone number and the device's own serial number: the same device that registers again gets
the same code, another device that claims its number gets none.
"""

from __future__ import annotations

import logging
import struct
from collections import OrderedDict

from devices.adapters import jt808
from devices.adapters.jt808_frames import Assembler, BadFrame, Message, Splitter, build, parse
from devices.doors.credentials import digest_of, holds
from devices.doors.pace import Pace
from devices.doors.shape import Door, Hall
from devices.doors.stream import Limits, Listener, Peer
from devices.readings import Source, Undecodable
from devices.tracking import Known
from devices.wire.trust import OPEN

log = logging.getLogger(__name__)

GENERAL_REPLY, REGISTER_REPLY = 0x8001, 0x8100
DONE, FAILED, WRONG = 0, 1, 2
NO_SUCH_TERMINAL, TAKEN_ALREADY = 4, 3
MAX_BAD = 50  # frames in a row that cannot be read: this is no terminal
MAX_WAITING = 200  # of our commands whose answers are awaited on one connection


class Session:
    """One connection. The phone number of its first frame is its own for good."""

    def __init__(self, peer: Peer) -> None:
        self.peer, self.phone, self.v2019, self.protocol = peer, "", False, 1
        self.proof: str | None = None  # the digest it was proved against; another one since, and it has to prove itself anew
        self.serial = 0
        self.bad = 0
        self.assembler, self.splitter = Assembler(), Splitter()
        self.waiting: OrderedDict[int, bytes] = OrderedDict()  # serial of our command → its id

    def send(self, ident: int, body: bytes, command: bytes = jt808.NO_COMMAND) -> bool:
        serial, self.serial = self.serial, (self.serial + 1) & 0xFFFF
        if self.v2019:
            body = jt808.as_2019(ident, body)
        if not self.peer.write(build(Message(ident, self.phone, serial, body, self.v2019, protocol=self.protocol))):
            return False
        if command != jt808.NO_COMMAND:
            self.waiting[serial] = command
            while len(self.waiting) > MAX_WAITING:
                self.waiting.popitem(last=False)
        return True

    def reply(self, to: Message, result: int) -> None:
        self.send(GENERAL_REPLY, struct.pack(">HHB", to.serial, to.ident, result))


class Jt808Door(Door):
    PORTS = ("jt808",)
    ROOTS = ("jt808",)

    def __init__(self, hall: Hall, limits: Limits | None = None) -> None:
        self.hall = hall
        self.listener = Listener(self._talk, limits or Limits())
        self.by_phone: dict[str, Session] = {}
        self.strangers = Pace(2, 60)  # messages of an address whose terminals nobody registered

    async def open(self, name: str, host: str, port: int) -> int:
        return await self.listener.open(host, port)

    async def close(self) -> None:
        await self.listener.close()

    def sessions(self) -> int:
        return len(self.by_phone)

    def owns(self, topic: str) -> bool:
        return topic.count("/") == 1  # jt808/{client}/{phone}/dn goes to EMQX

    def deliver(self, topic: str, payload: bytes) -> bool:
        session = self.by_phone.get(topic.partition("/")[2])
        if session is None or len(payload) < 18 or self.hall.known(Source(jt808.NAME, session.phone)) is None:
            return False
        return session.send(int.from_bytes(payload[:2], "big"), payload[18:], payload[2:18])

    # -- one connection --------------------------------------------------------------------------------------------------------------

    async def _talk(self, peer: Peer) -> None:
        session = Session(peer)
        try:
            while data := await peer.read():
                for frame in session.splitter.feed(data):
                    if not await self._frame(session, frame):
                        return
        finally:
            if self.by_phone.get(session.phone) is session:
                del self.by_phone[session.phone]

    async def _frame(self, session: Session, frame: bytes) -> bool:
        """One frame, good or bad; False ends the connection."""
        try:
            piece = parse(frame)
            if not session.phone:
                session.phone, session.v2019, session.protocol = piece.phone, piece.v2019, piece.protocol
            if piece.phone != session.phone:
                raise BadFrame("同一连接上换了终端手机号")
            message = session.assembler.add(piece)
        except BadFrame as error:
            self.hall.refuse(f"jt808/{session.phone or '?'}", error.reason, frame)
            session.bad += 1
            return session.bad < MAX_BAD
        session.bad = 0
        if message is None:
            session.reply(piece, DONE)
            return True
        known = self.hall.known(Source(jt808.NAME, session.phone))
        if known is None:
            await self._stranger(session, message)
            return not session.peer.name  # believed until now: it was revoked
        if message.ident == jt808.REGISTER:
            await self._register(session, message, known)
        elif message.ident == jt808.AUTH:
            await self._prove(session, message, known)
        elif session.proof != known.credential and not self._open(known):
            self.hall.refuse(f"jt808/{session.phone}", "未鉴权就上报", frame)
            session.reply(message, FAILED)
        else:
            self._believe(session)
            await self._said(session, message)
        return True

    async def _stranger(self, session: Session, message: Message) -> None:
        """Listed with what it said; told that we do not know it, so that it keeps its data and registers again later."""
        if not self.strangers.allows(session.peer.address):
            return
        taken = await self.hall.hand(f"jt808/{session.phone}", _payload(message))
        if message.ident == jt808.REGISTER:
            self._answer_register(session, message, NO_SUCH_TERMINAL)
        elif message.ident != jt808.REPLY:
            session.reply(message, WRONG if taken.why else FAILED)

    async def _register(self, session: Session, message: Message, known: Known) -> None:
        try:
            maker, _, device, _ = jt808.registration(message.body)
        except Undecodable:
            session.reply(message, WRONG)
            return
        source = Source(jt808.NAME, session.phone)
        code = self.hall.derive(f"jt808:{session.phone}:{maker}:{device}")
        if not known.credential:
            await self.hall.pin(source, code)
            known = self.hall.known(source) or known
        if known.credential != digest_of(jt808.NAME, code):
            self.hall.refuse(f"jt808/{session.phone}", "另一台设备以此手机号注册,或终端须预置鉴权码", message.body)
            self._answer_register(session, message, TAKEN_ALREADY)
            return
        await self.hall.hand(f"jt808/{session.phone}", _payload(message))
        self._answer_register(session, message, DONE, code)

    def _answer_register(self, session: Session, to: Message, result: int, code: str = "") -> None:
        session.send(REGISTER_REPLY, struct.pack(">HB", to.serial, result) + code.encode())

    async def _prove(self, session: Session, message: Message, known: Known) -> None:
        code = jt808.auth_code(message.body, message.v2019)
        if not known.credential and code:
            await self.hall.pin(Source(jt808.NAME, session.phone), code)  # the code it brought from elsewhere is its code here
            known = self.hall.known(Source(jt808.NAME, session.phone)) or known
        if not (holds(known.credential, jt808.NAME, code) or self._open(known)):
            self.hall.refuse(f"jt808/{session.phone}", "鉴权码不符", b"")
            session.reply(message, FAILED)
            return
        session.proof = known.credential
        self._believe(session)
        await self.hall.hand(f"jt808/{session.phone}", _payload(message))
        session.reply(message, DONE)

    def _open(self, known: Known) -> bool:
        """Enrolled without a code, and the bureau's rule believes phone numbers alone."""
        return not known.credential and self.hall.trust(jt808.NAME) == OPEN

    def _believe(self, session: Session) -> None:
        before = self.by_phone.get(session.phone)
        if before is session:
            return
        if before is not None:
            before.peer.hang_up()  # the old connection is dead more often than not, only nobody has noticed
        self.by_phone[session.phone] = session
        session.peer.believe(session.phone)
        self.hall.arrived(Source(jt808.NAME, session.phone))

    async def _said(self, session: Session, message: Message) -> None:
        command = jt808.NO_COMMAND
        if message.ident in (jt808.REPLY, jt808.POSITION_ANSWER) and len(message.body) >= 2:
            command = session.waiting.pop(int.from_bytes(message.body[:2], "big"), jt808.NO_COMMAND)
        taken = await self.hall.hand(f"jt808/{session.phone}", _payload(message, command))
        if message.ident != jt808.REPLY and not taken.later:
            session.reply(message, WRONG if taken.why else DONE)


def _payload(message: Message, command: bytes = jt808.NO_COMMAND) -> bytes:
    return struct.pack(">H", message.ident) + command + message.body
