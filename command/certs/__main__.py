"""`python -m command.certs`: makes or renews the certificates in DATA_DIR/tls; `… terminal UID FILE.p12` one for a TAK terminal, its password
on the screen. Needs no database and no settings."""

from __future__ import annotations

import os
import pathlib
import secrets
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from command.certs.authority import BadName, ensure
from command.certs.names import found, given
from command.certs.terminals import NoAuthority, for_terminal

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main() -> int:
    folder = pathlib.Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute() / "tls"
    if sys.argv[1:2] == ["terminal"] and len(sys.argv) == 4:
        return _terminal(folder, sys.argv[2], pathlib.Path(sys.argv[3]))
    try:
        files, made = ensure(folder, given(), found())
    except BadName as error:
        print(f"CERT_HOSTS: {error}", file=sys.stderr)
        return 1
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    print(f"{'已签发' if made else '仍然有效'} certificate   {files.certificate}  至 until {certificate.not_valid_after_utc:%Y-%m-%d}")
    print(f"  名称 names       {', '.join(str(name.value) for name in names)}")
    print(f"  根证书 authority  {files.authority}")
    print(f"  SHA-256          {authority.fingerprint(hashes.SHA256()).hex(':').upper()}")
    return 0


def _terminal(folder: pathlib.Path, uid: str, to: pathlib.Path) -> int:
    password = secrets.token_urlsafe(9)
    try:
        made = for_terminal(folder, uid, password)
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
    except (NoAuthority, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{to}  口令 password {password}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
