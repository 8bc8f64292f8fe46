"""authority → **terminals** → ATAK: a certificate that says which terminal it is, in the file such apps import. No Django."""

from __future__ import annotations

import pathlib
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from command.certs.authority import CERTIFICATE_DAYS, usage, utc_now

LONGEST = 64  # of a common name (X.520)


class NoAuthority(Exception):
    """`make certs` was not run here."""


def for_terminal(folder: pathlib.Path, uid: str, password: str) -> bytes:
    """A PKCS#12 file with key, certificate and our authority, locked with the password. Its common name is the uid the door believes."""
    if not 0 < len(uid) <= LONGEST:
        raise ValueError(f"uid 长度应为 1–{LONGEST}")
    kept, key_file = folder / "ca.pem", folder / "ca.key"
    if not (kept.exists() and key_file.exists()):
        raise NoAuthority(f"{folder} 没有根证书,请先运行 make certs")
    authority = x509.load_pem_x509_certificate(kept.read_bytes())
    signing_key = load_pem_private_key(key_file.read_bytes(), None)
    assert isinstance(signing_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, uid)]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(min(utc_now() + timedelta(days=CERTIFICATE_DAYS - 2), authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
        .sign(signing_key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(uid.encode(), key, certificate, [authority], BestAvailableEncryption(password.encode()))


def print_of(bundle: bytes, password: str) -> str:
    """SHA-256 of the certificate in the file, as the doors see it when it is shown."""
    _, certificate, _ = pkcs12.load_key_and_certificates(bundle, password.encode())
    assert certificate is not None
    return certificate.fingerprint(hashes.SHA256()).hex()
