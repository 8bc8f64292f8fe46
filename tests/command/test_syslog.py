"""The security log at the bureau's collector: whole lines of RFC 5424, in order, nothing lost while it was away."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.certs.authority import ensure
from command.signin import record, syslog
from command.signin.models import SyslogCursor
from command.signin.syslog_address import Address, parse
from realtime.log.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
SHAPE = re.compile(
    r'^<(\d{1,3})>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*[+]08:00 centre ecc - (\S+) \[ecc@32473( \w+="(?:[^"\\\]]|\\.)*")+\] \ufeff.+$'
)


class Collector:
    """A listener as simple as rsyslog's imtcp: everything of every connection, by octet counting."""

    def __init__(self, secured: Callable[[socket.socket], socket.socket] = lambda plain: plain) -> None:
        self.door, self.secured = socket.create_server(("127.0.0.1", 0)), secured
        self.port, self.heard = self.door.getsockname()[1], []
        self.troubles: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                one, _ = self.door.accept()
            except OSError:
                return
            said = b""
            try:
                one = self.secured(one)
                while got := one.recv(65536):
                    said += got
            except ssl.SSLError as error:
                self.troubles.append(str(error))
                said = b""
            one.close()
            while said:
                length, _, rest = said.partition(b" ")
                self.heard.append(rest[: int(length)].decode())
                said = rest[int(length) :]


@pytest.fixture
def collector(settings: Any) -> Iterator[Collector]:
    found = Collector()
    settings.SYSLOG_URL, settings.SYSLOG_NAME = f"tcp://127.0.0.1:{found.port}", "centre"
    yield found
    found.door.close()


def failed(address: str = "10.0.0.1") -> None:
    record.note("rule:signin", "sign_in.failed", {"user": None, "address": address, "step": "password"})


def wait(collector: Collector, many: int) -> list[str]:
    for _ in range(200):
        if len(collector.heard) >= many:
            break
        threading.Event().wait(0.02)
    return collector.heard


def test_each_event_is_one_whole_line_with_who_what_and_where_from(city: None, collector: Collector):
    failed()
    assert syslog.forward() >= 1
    lines = [line for line in wait(collector, 1) if "sign_in.failed" in line]
    assert len(lines) == 1 and SHAPE.match(lines[0]), lines
    assert lines[0].startswith("<84>1 ") and 'address="10.0.0.1"' in lines[0] and 'actor="rule:signin"' in lines[0]


def test_nothing_is_sent_twice_and_what_waited_comes_in_order(city: None, collector: Collector, settings: Any):
    here = settings.SYSLOG_URL
    settings.SYSLOG_URL = "tcp://127.0.0.1:1"  # nobody
    for number in range(5):
        failed(f"10.0.0.{number}")
    assert syslog.forward() == 0
    settings.SYSLOG_URL = here
    syslog.forward()
    assert syslog.forward() == 0
    lines = [line for line in wait(collector, 5) if "sign_in.failed" in line]
    assert [re.search(r'address="([^"]+)"', line).group(1) for line in lines] == [f"10.0.0.{number}" for number in range(5)]
    assert SyslogCursor.objects.get(pk="security:4401").seq == Event.objects.filter(stream_id="security:4401").count()


@pytest.fixture
def secure(settings: Any, tmp_path: Path) -> Iterator[Collector]:
    """As rsyslog with its gtls driver: a certificate of an authority that is our own, and a line that ends without TLS's goodbye is cut off."""
    files = ensure(tmp_path, [], ["127.0.0.1"])[0]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    found = Collector(lambda plain: context.wrap_socket(plain, server_side=True, suppress_ragged_eofs=False))
    settings.SYSLOG_URL, settings.SYSLOG_NAME, settings.SYSLOG_CA = f"tls://127.0.0.1:{found.port}", "centre", str(files.authority)
    yield found
    found.door.close()


def test_over_tls_every_line_comes_whole_and_the_end_is_said(city: None, secure: Collector):
    for number in range(300):
        failed(f"10.0.0.{number}")
    assert syslog.forward() >= 300
    lines = [line for line in wait(secure, 300) if "sign_in.failed" in line]
    assert len(lines) == 300 and all(SHAPE.match(line) for line in lines) and secure.troubles == []


def test_a_collector_whose_certificate_nobody_vouches_for_hears_nothing(city: None, secure: Collector, settings: Any):
    settings.SYSLOG_CA = ""
    failed()
    assert syslog.forward() == 0 and secure.heard == []
    assert SyslogCursor.objects.get(pk="security:4401").seq == 0


def test_over_udp_a_line_is_a_datagram(city: None, settings: Any):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        door.settimeout(5)
        settings.SYSLOG_URL, settings.SYSLOG_NAME = f"udp://127.0.0.1:{door.getsockname()[1]}", "centre"
        failed()
        syslog.forward()
        assert SHAPE.match(door.recv(65536).decode())


def test_without_an_address_nothing_is_done(city: None, settings: Any):
    settings.SYSLOG_URL = ""
    failed()
    assert syslog.forward() == 0 and not SyslogCursor.objects.exists()


@given(st.text(max_size=40))
def test_no_value_breaks_out_of_its_quotes(value: str):
    assert re.fullmatch(r'(?:[^"\\\]]|\\.)*', syslog._escaped(value)) and "\n" not in syslog._escaped(value)


@pytest.mark.parametrize("url", ["", "host:514", "http://host", "udp://", "tcp://host:x", "udp://host:99999"])
def test_a_bad_address_is_said_in_words(url: str):
    with pytest.raises(ValueError, match="SYSLOG_URL"):
        parse(url)
    assert parse("tls://log.example") == Address("tls", "log.example", 6514)
