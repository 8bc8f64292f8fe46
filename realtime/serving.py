"""Where a server process listens: plain, or under the certificate that TLS_CERT and TLS_KEY name. Shared by web and voice."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

END = "-----END CERTIFICATE-----"


def endpoint(host: str, port: int) -> str:
    """A Twisted server description."""
    if not settings.TLS_CERT:
        return f"tcp:{port}:interface={_quoted(host)}"
    chain = _chain(Path(settings.TLS_CERT))
    words = [
        "ssl",
        str(port),
        f"interface={_quoted(host)}",
        f"certKey={_quoted(settings.TLS_CERT)}",
        f"privateKey={_quoted(settings.TLS_KEY)}",
    ]
    return ":".join([*words, *([f"extraCertChain={_quoted(str(chain))}"] if chain else [])])


def scheme() -> str:
    return "https" if settings.TLS_CERT else "http"


def own_address() -> str:
    """How this machine itself reaches what listens on HOST."""
    return "127.0.0.1" if settings.HOST in ("", "0.0.0.0", "::") else str(settings.HOST)


def _chain(certificate: Path) -> Path | None:
    """A bought certificate comes with its issuers in the same file; Twisted wants them in one of their own."""
    _, _, rest = certificate.read_text().partition(END)
    if END not in rest:
        return None
    kept: Path = settings.DATA_DIR / "tls" / "chain.pem"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(rest.lstrip())
    return kept


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")
