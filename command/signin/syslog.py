"""The security log to the bureau's collector, RFC 5424 over UDP, TCP or TLS. The event log is the outbox: each stream has a cursor, moved after sending.

TCP and TLS frame by octet counting (RFC 6587, RFC 5425). What could not be sent is sent later, in order; over UDP nobody knows what arrived.
"""

from __future__ import annotations

import json
import logging
import socket
import ssl
from contextlib import suppress

from django.conf import settings

from command.signin import record
from command.signin.models import SyslogCursor
from command.signin.syslog_address import Address, parse
from command.signin.words import WORDS
from realtime.alone import alone
from realtime.clock import iso
from realtime.log.models import Event

log = logging.getLogger(__name__)

AUTHPRIV = 10
WARNING, NOTICE = 4, 5
GRAVE = ("sign_in.failed", "sign_in.locked_out", "second_factor.recovered")
ENTERPRISE = "ecc@32473"  # RFC 5612's number for what has none of its own
BATCH = 500
WAIT_S = 5.0


def line(event: Event, host: str) -> bytes:
    """One event as RFC 5424 writes it: priority, instant, who we are, the kind, its values, and words."""
    body = json.loads(event.body)
    values = {"stream": event.stream_id, "seq": event.seq, "actor": event.actor} | {
        name: value for name, value in body.items() if isinstance(value, str | int) and name.isidentifier()
    }
    pairs = " ".join(f'{name}="{_escaped(str(value))}"' for name, value in values.items())
    priority = AUTHPRIV * 8 + (WARNING if event.kind in GRAVE else NOTICE)
    words = f"{WORDS.get(event.kind, event.kind)} {event.actor}"
    return f"<{priority}>1 {iso(event.at)} {host} ecc - {event.kind[:32]} [{ENTERPRISE} {pairs}] \ufeff{words}".encode()


def _escaped(value: str) -> str:
    for sign in ("\\", '"', "]"):
        value = value.replace(sign, "\\" + sign)
    return "".join(sign if sign.isprintable() else " " for sign in value)


def forward() -> int:
    """A chore: what is new in the watched streams. Returns how many lines went out; one worker at a time."""
    if not settings.SYSLOG_URL:
        return 0
    to = parse(settings.SYSLOG_URL)
    sent = 0
    with alone("syslog") as mine:
        if not mine:
            return 0
        for stream in record.watched():
            cursor, _ = SyslogCursor.objects.get_or_create(stream=stream)
            events = list(Event.objects.filter(stream_id=stream, seq__gt=cursor.seq).order_by("seq")[:BATCH])
            if not events:
                continue
            try:
                _send(to, [line(event, settings.SYSLOG_NAME) for event in events])
            except OSError as error:
                log.warning("syslog %s not reached, %s from %d waits: %s", settings.SYSLOG_URL, stream, cursor.seq + 1, error)
                return sent
            SyslogCursor.objects.filter(pk=stream).update(seq=events[-1].seq)
            sent += len(events)
    return sent


def _send(to: Address, lines: list[bytes]) -> None:
    if to.kind == "udp":
        with socket.socket(socket.AF_INET6 if ":" in to.host else socket.AF_INET, socket.SOCK_DGRAM) as door:
            for words in lines:
                door.sendto(words, (to.host, to.port))
        return
    said = b"".join(str(len(words)).encode() + b" " + words for words in lines)
    with socket.create_connection((to.host, to.port), timeout=WAIT_S) as plain:
        if to.kind == "tcp":
            plain.sendall(said)
            plain.shutdown(socket.SHUT_WR)
            return
        with ssl.create_default_context(cafile=settings.SYSLOG_CA or None).wrap_socket(plain, server_hostname=to.host) as door:
            door.sendall(said)
            with suppress(OSError):  # a collector that does not say goodbye has heard all the same
                door.unwrap()  # without TLS's own goodbye, what was said would look cut off
