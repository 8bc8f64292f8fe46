"""This installation's own certificate authority: what a phone trusts once, so that pages have a microphone, a place and work offline. No Django."""

from __future__ import annotations

import ipaddress
import os
import pathlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650  # putting it on every phone again is a day's work for a bureau
# iOS and macOS refuse longer ones, whoever signed them: https://support.apple.com/en-us/103769
CERTIFICATE_DAYS = 825
RENEW_DAYS = 60  # found at any start in the last two months
# A stolen key must not open anybody's bank: the authority is good for private addresses and the names given here only.
PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
PRIVATE_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
NAME = re.compile(r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class BadName(ValueError):
    """Neither a host name nor an address."""


class Files(NamedTuple):
    authority: pathlib.Path  # PEM; what phones install
    certificate: pathlib.Path  # PEM; the server's
    key: pathlib.Path  # PEM, readable by its owner only


def ensure(folder: pathlib.Path, given: Sequence[str], found: Sequence[str] = ()) -> tuple[Files, bool]:
    """Certificate of the given names, and of those found on this machine that the authority may sign. (files, made anew)

    It is made when missing, near its end or lacking a name. The authority is made once, and again only for a given name outside its reach:
    a machine whose address changes must not make every phone install something.
    """
    must = [_parsed(name) for name in _clean(given)]
    files = Files(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = _authority(folder, must)
    wanted = list(dict.fromkeys([*must, *(name for name in map(_parsed, _clean(found)) if _allows(signer[0], name))]))
    if _still_good(files, signer[0], wanted):
        return files, False
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _issue(key, signer, wanted)
    _write(files.key, _private(key), 0o600)
    _write(files.certificate, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return files, True


def _clean(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.strip().lower().strip("[]") for name in names if name.strip()))


def _parsed(name: str) -> str | Address:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        pass
    ascii_name = name.encode("idna").decode() if not name.isascii() else name
    if not NAME.match(ascii_name):
        raise BadName(f"“{name}”既不是主机名也不是 IP 地址。 {name!r} is neither a host name nor an address.")
    return ascii_name


def _authority(folder: pathlib.Path, wanted: Sequence[str | Address]) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The one there is, while it may sign for these names; else a new one, which phones must install again."""
    kept, key_file = folder / "ca.pem", folder / "ca.key"
    if kept.exists() and key_file.exists():
        certificate = x509.load_pem_x509_certificate(kept.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        if certificate.not_valid_after_utc > utc_now() + timedelta(days=RENEW_DAYS) and all(_allows(certificate, name) for name in wanted):
            return certificate, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"应急指挥中心 本地根证书 {utc_now():%Y-%m-%d %H%M}")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now() - timedelta(days=1))  # a phone whose clock is behind
        .not_valid_after(utc_now() + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(sign_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(_permitted(wanted), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _private(key), 0o600)
    _write(kept, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return certificate, key


def _permitted(wanted: Sequence[str | Address]) -> list[x509.GeneralName]:
    networks = [ipaddress.ip_network(text) for text in PRIVATE]
    networks += [ipaddress.ip_network(name) for name in wanted if not isinstance(name, str) and not _within(name, networks)]
    names = [*PRIVATE_NAMES, *(name for name in wanted if isinstance(name, str) and not _under(name, PRIVATE_NAMES))]
    return [*(x509.IPAddress(network) for network in networks), *(x509.DNSName(name) for name in names)]


def _within(address: Address, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _under(name: str, roots: Sequence[str]) -> bool:
    return any(name == root or name.endswith(f".{root}") for root in roots)


def _allows(authority: x509.Certificate, name: str | Address) -> bool:
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    if isinstance(name, str):
        return _under(name, [one.value for one in permitted if isinstance(one, x509.DNSName)])
    return _within(name, [one.value for one in permitted if isinstance(one, x509.IPAddress)])  # type: ignore[misc]


def _issue(
    key: ec.EllipticCurvePrivateKey, signer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey], wanted: Sequence[str | Address]
) -> x509.Certificate:
    authority, signing_key = signer
    names: list[x509.GeneralName] = [x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name) for name in wanted]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "应急指挥中心")]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(min(utc_now() + timedelta(days=CERTIFICATE_DAYS - 2), authority.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
        .sign(signing_key, hashes.SHA256())
    )


def _still_good(files: Files, authority: x509.Certificate, wanted: Sequence[str | Address]) -> bool:
    if not (files.certificate.exists() and files.key.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    has = {*names.get_values_for_type(x509.DNSName), *names.get_values_for_type(x509.IPAddress)}
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:  # of an authority that was replaced
        return False
    return certificate.not_valid_after_utc > utc_now() + timedelta(days=RENEW_DAYS) and set(wanted) <= has


def usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates, key_cert_sign=sign_certificates, crl_sign=sign_certificates, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(path: pathlib.Path, data: bytes, mode: int) -> None:
    """Whole or not at all; the key is never readable by others, not even for a moment."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
    fresh.replace(path)


def utc_now() -> datetime:
    return datetime.now(UTC)
