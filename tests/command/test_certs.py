"""The installation's own certificates: what phones trust, for how long, and for which names only."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from command.certs.authority import CERTIFICATE_DAYS, BadName, Files, ensure


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def names_of(files: Files) -> set[str]:
    return {
        str(name.value) for name in certificate(files.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    }


def test_a_phone_that_trusts_the_authority_trusts_the_server(tmp_path: Path):
    files, made = ensure(tmp_path, ["ecc.example", "10.3.0.7"], ["127.0.0.1"])
    assert made
    store = Store([certificate(files.authority)])
    verifier = PolicyBuilder().store(store).build_server_verifier(x509.DNSName("ecc.example"))
    assert verifier.verify(certificate(files.certificate), [])[-1] == certificate(files.authority)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)


def test_a_second_start_changes_nothing(tmp_path: Path):
    files, _ = ensure(tmp_path, ["ecc.example"])
    before = [path.read_bytes() for path in files]
    assert ensure(tmp_path, ["ecc.example"]) == (files, False)
    assert [path.read_bytes() for path in files] == before


def test_a_new_private_address_keeps_the_authority_that_phones_have(tmp_path: Path):
    files, _ = ensure(tmp_path, [], ["192.168.1.5"])
    authority = files.authority.read_bytes()
    _, made = ensure(tmp_path, ["192.168.1.6"], ["192.168.1.5"])
    assert made and files.authority.read_bytes() == authority
    assert names_of(files) == {"192.168.1.6", "192.168.1.5"}


def test_a_public_address_that_was_only_found_is_left_out(tmp_path: Path):
    files, _ = ensure(tmp_path, [], ["127.0.0.1", "203.0.113.9"])
    assert names_of(files) == {"127.0.0.1"}


def test_a_given_public_name_makes_a_new_authority_that_covers_it(tmp_path: Path):
    files, _ = ensure(tmp_path, [], ["127.0.0.1"])
    authority = files.authority.read_bytes()
    ensure(tmp_path, ["ecc.example"], ["127.0.0.1"])
    assert files.authority.read_bytes() != authority
    assert names_of(files) == {"ecc.example", "127.0.0.1"}


def test_the_authority_is_no_good_for_other_peoples_names(tmp_path: Path):
    """Whoever steals its key cannot pretend to be a bank to the phones that trust it."""
    files, _ = ensure(tmp_path, ["ecc.example"])
    from command.certs import authority as module

    signer = module._authority(tmp_path, [])
    key = module.ec.generate_private_key(module.ec.SECP256R1())
    stolen = module._issue(key, signer, ["bank.example"])
    verifier = PolicyBuilder().store(Store([certificate(files.authority)])).build_server_verifier(x509.DNSName("bank.example"))
    with pytest.raises(VerificationError):
        verifier.verify(stolen, [])


def test_keys_are_readable_by_their_owner_only(tmp_path: Path):
    files, _ = ensure(tmp_path, ["ecc.example"])
    for path in (files.key, tmp_path / "ca.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_phones_accept_the_length_of_its_life(tmp_path: Path):
    files, _ = ensure(tmp_path, ["ecc.example"])
    mine = certificate(files.certificate)
    assert mine.not_valid_after_utc - mine.not_valid_before_utc <= timedelta(days=CERTIFICATE_DAYS)
    assert mine.not_valid_before_utc < datetime.now(UTC) - timedelta(hours=20)


@pytest.mark.parametrize("name", ["坏 名", "a..b", "-x", "http://ecc.example", "x" * 300])
def test_what_is_no_name_is_named_and_nothing_is_made(tmp_path: Path, name: str):
    with pytest.raises((BadName, UnicodeError)):
        ensure(tmp_path / "tls", [name])
    assert not (tmp_path / "tls" / "server.pem").exists()
