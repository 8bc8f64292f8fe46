"""A web under TLS: https on its port, and beside it a plain one that only helps people over."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import connect

from command.certs.authority import Files, ensure
from command.supervisor.ports import free_port
from tests.system.centre import PASSWORD, ROOT, Centre, wait_until


class Secure:
    def __init__(self, centre: Centre, folder: Path) -> None:
        self.files: Files = ensure(folder / "tls", [], ["127.0.0.1", "localhost"])[0]
        self.port, self.plain = free_port(), free_port()
        env = centre.env | {
            "TLS_CERT": str(self.files.certificate), "TLS_KEY": str(self.files.key), "TLS_CA": str(self.files.authority),
            "PORT": str(self.port), "HTTP_PORT": str(self.plain),
        }  # fmt: skip
        self.log = folder / "web-tls.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "manage.py", "web"], cwd=ROOT, env=env, stdout=log, stderr=log)
        wait_until(self.answers, 40, f"the plain port answers; {self.log}")

    def answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.plain}/livez", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    @property
    def https(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.plain}"


@pytest.fixture(scope="module")
def secure(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    running = Secure(centre, tmp_path_factory.mktemp("secure"))
    yield running
    running.process.terminate()
    running.process.wait(10)


def test_who_trusts_the_authority_signs_in_and_opens_a_socket(secure: Secure):
    http = requests.Session()
    http.trust_env = False  # a bundle named in the environment would be asked instead
    http.verify = str(secure.files.authority)
    http.get(f"{secure.https}/desk/", timeout=10)
    assert all(cookie.secure for cookie in http.cookies)
    headers = {"X-CSRFToken": http.cookies["csrftoken"], "Origin": secure.https, "Idempotency-Key": "4b1c0f5e-6d27-4a0b-9d8f-5f0f7f2c8a11"}
    signed = http.post(
        f"{secure.https}/api/session/sign-in", json={"username": "zhiban", "password": PASSWORD}, headers=headers, timeout=10
    )
    assert signed.status_code == 200, signed.text
    ticket = http.post(f"{secure.https}/api/ticket", headers=headers | {"X-CSRFToken": http.cookies["csrftoken"]}, timeout=10).json()[
        "ticket"
    ]
    context = ssl.create_default_context(cafile=str(secure.files.authority))
    with connect(f"wss://127.0.0.1:{secure.port}/ws/?ticket={ticket}", ssl=context, origin=secure.https) as screen:  # type: ignore[arg-type]
        assert '"t":"hello"' in str(screen.recv(5))


def test_who_does_not_trust_it_gets_nothing(secure: Secure):
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(secure.https, timeout=5)


def test_the_plain_port_sends_pages_and_commands_over_and_keeps_their_method(secure: Secure):
    page = requests.get(f"{secure.http}/desk/?a=1", allow_redirects=False, timeout=5)
    assert (page.status_code, page.headers["Location"]) == (308, f"{secure.https}/desk/?a=1")
    command = requests.post(f"{secure.http}/api/session/sign-in", json={}, allow_redirects=False, timeout=5)
    assert command.status_code == 308 and "Set-Cookie" not in command.headers


def test_the_plain_port_opens_no_socket(secure: Secure):
    with pytest.raises(InvalidHandshake):
        connect(f"ws://127.0.0.1:{secure.plain}/ws/?ticket=x", open_timeout=5)


def test_the_certificate_page_needs_no_trust_and_gives_the_authority_to_each_kind_of_phone(secure: Secure):
    page = requests.get(f"{secure.http}/ca/", timeout=5)
    assert page.status_code == 200 and "证书信任设置" in page.text and secure.https.rpartition(":")[2] in page.text
    android = requests.get(f"{secure.http}/ca/ecc-ca.crt", timeout=5)
    assert android.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert ssl.DER_cert_to_PEM_cert(android.content).strip() == secure.files.authority.read_text().strip()
    profile = requests.get(f"{secure.http}/ca/ecc.mobileconfig", timeout=5)
    assert profile.headers["Content-Type"] == "application/x-apple-aspen-config" and b"com.apple.security.root" in profile.content
    assert b"PRIVATE KEY" not in page.content + android.content + profile.content


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_of_tls_are_refused(secure: Secure):
    context = ssl.create_default_context(cafile=str(secure.files.authority))
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError), socket.create_connection(("127.0.0.1", secure.port), 5) as raw:
        context.wrap_socket(raw, server_hostname="127.0.0.1")
