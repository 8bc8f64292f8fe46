"""/ca/: how a phone or a desk comes to trust this centre. Served on the plain port too, since nothing trusts us before it."""

from __future__ import annotations

import io
import plistlib
import uuid
from pathlib import Path

import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from command.certs.names import reachable

LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")


def _authority() -> x509.Certificate:
    if not settings.TLS_CA or not Path(settings.TLS_CA).exists():
        raise Http404("no authority of our own")
    return x509.load_pem_x509_certificate(Path(settings.TLS_CA).read_bytes())


def _host(request: HttpRequest) -> str:
    """As the page was opened; on the server itself an address that a phone can reach."""
    given = request.get_host()
    host = given if given.endswith("]") else given.rpartition(":")[0] or given
    if host not in LOOPBACK:
        return host
    served = x509.load_pem_x509_certificate(Path(settings.TLS_CERT).read_bytes())
    names = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return reachable([str(name.value) for name in names])


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    if not settings.TLS_CERT:
        what, do = (
            "本系统未启用 https",
            "请管理员以 TLS=1 启动(make certs 生成证书),或在前面放置 TLS 代理。手机定位、对讲和离线需要 https。",
        )
        return render(request, "refused.html", {"what": what, "do": do}, status=404)
    host = _host(request)
    own = bool(settings.TLS_CA)
    return render(
        request,
        "ca.html",
        {
            "own": own,
            "closed": settings.HOST in LOOPBACK,
            "fingerprint": _fingerprint(_authority()) if own else "",
            "until": f"{_authority().not_valid_after_utc:%Y-%m-%d}" if own else "",
            "here": f"http://{host}:{settings.HTTP_PORT}/ca/",
            "centre": f"https://{host}:{settings.PORT}/",
        },
    )


def _fingerprint(certificate: x509.Certificate) -> list[str]:
    """In eight groups of four bytes: it is read aloud over the radio."""
    text = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return [text[start : start + 8] for start in range(0, len(text), 8)]


@require_GET
def certificate(request: HttpRequest) -> HttpResponse:
    """DER; Android, Windows and the desktops take it under this type."""
    body = _authority().public_bytes(serialization.Encoding.DER)
    return HttpResponse(
        body, content_type="application/x-x509-ca-cert", headers={"Content-Disposition": 'attachment; filename="ecc-ca.crt"'}
    )


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """iOS: a configuration profile; the same authority always has the same identifiers, so installing twice replaces."""
    authority = _authority()
    mark = uuid.UUID(bytes=authority.fingerprint(hashes.SHA256())[:16])
    name = str(authority.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)
    content = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"ecc.ca.{mark}",
        "PayloadUUID": str(uuid.uuid5(mark, "certificate")),
        "PayloadDisplayName": name,
        "PayloadContent": authority.public_bytes(serialization.Encoding.DER),
    }
    whole = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"ecc.profile.{mark}",
        "PayloadUUID": str(mark),
        "PayloadDisplayName": "应急指挥中心",
        "PayloadDescription": "信任本单位应急指挥中心的 https 地址。",
        "PayloadContent": [content],
    }
    return HttpResponse(
        plistlib.dumps(whole),
        content_type="application/x-apple-aspen-config",
        headers={"Content-Disposition": 'attachment; filename="ecc.mobileconfig"'},
    )


@require_GET
def square(request: HttpRequest) -> HttpResponse:
    """The address of this page, to be scanned from the duty desk's screen."""
    out = io.BytesIO()
    segno.make(f"http://{_host(request)}:{settings.HTTP_PORT}/ca/", error="m").save(
        out, kind="svg", scale=6, dark="#0B1118", light="#FFFFFF", border=3
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
