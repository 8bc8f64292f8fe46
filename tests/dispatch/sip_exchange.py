"""A real exchange for the tests: Debian's kamailio with accounts 8000 (the centre), 801 (an officer's desk), 13812345678 … and digest passwords."""

from __future__ import annotations

import contextlib
import pathlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

PASSWORD = "geheim-2026"
CONFIG = """
debug=0
log_stderror=yes
fork=no
listen=udp:127.0.0.1:{port}
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/:/usr/lib/aarch64-linux-gnu/kamailio/modules/:/usr/lib64/kamailio/modules/"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "min_expires", 1)
modparam("tm", "fr_timer", 3000)
request_route {{
  if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
  if (is_method("CANCEL")) {{ if (t_check_trans()) t_relay(); exit; }}
  if (has_totag()) {{
    if (loose_route()) {{ t_relay(); exit; }}
    if (is_method("ACK")) {{ if (t_check_trans()) t_relay(); exit; }}
    sl_send_reply("404", "Not here"); exit;
  }}
  if (is_method("REGISTER")) {{
    if (!pv_www_authenticate("$td", "{password}", "0")) {{ www_challenge("$td", "1"); exit; }}
    save("location"); exit;
  }}
  if (!pv_proxy_authenticate("$fd", "{password}", "0")) {{ proxy_challenge("$fd", "1"); exit; }}
  consume_credentials();
  record_route();
  if ($rU == "900") {{ $du = "sip:127.0.0.1:{other}"; t_relay(); exit; }}
  if (!lookup("location")) {{ sl_send_reply("404", "Not Found"); exit; }}
  t_relay();
}}
"""


class Exchange:
    def __init__(self, port: int, other: int) -> None:
        self.port, self.other = port, other

    def url(self, number: str) -> str:
        return f"sip:{number}@127.0.0.1:{self.port}"


def udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    program = shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin:/sbin")
    if program is None:
        pytest.skip("no kamailio on this machine (apt-get install kamailio)")
    folder = tmp_path_factory.mktemp("kamailio")
    port, other = udp_port(), udp_port()
    (folder / "kamailio.cfg").write_text("#!KAMAILIO\n" + CONFIG.format(port=port, other=other, password=PASSWORD))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-f", folder / "kamailio.cfg", "-DD", "-E", "-Y", folder, "-P", folder / "pid", "-m", "32", "-M", "4"],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(port, process, folder / "log")
        yield Exchange(port, other)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        process.wait(10)


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes], log: pathlib.Path) -> None:
    ask = (
        "OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKwait;rport\r\nFrom: <sip:t@t>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\n"
        "Call-ID: wait\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 5\r\nContent-Length: 0\r\n\r\n"
    )
    deadline = time.monotonic() + 10
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.2)
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError):
                probe.sendto(ask.encode(), ("127.0.0.1", port))
                probe.recv(2000)
                return
    pytest.fail(log.read_text()[-2000:])
