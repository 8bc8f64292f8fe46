"""request → **door** → endpoint: a gateway shows that it holds our secret, now, and for the first time. No session, no cookie, no CSRF."""

from __future__ import annotations

import logging

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from ninja.security.base import AuthBase

from dispatch.gateways.models import SIGNED, Nonce, Provider
from dispatch.gateways.secrets import secret_of
from dispatch.gateways.signing import verify
from realtime import clock
from realtime.accounts.may import Caller
from realtime.codes import Problem

log = logging.getLogger(__name__)


class GatewaySignature(AuthBase):
    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "X-ECC-Signature"

    def __call__(self, request: HttpRequest) -> Caller:
        match = request.resolver_match
        code = str(match.kwargs.get("provider", "")) if match else ""
        provider = Provider.objects.filter(pk=code, kind__in=SIGNED, active=True).first()
        given = {name: request.headers.get(f"X-ECC-{name}", "") for name in ("Time", "Nonce", "Signature")}
        secret = secret_of(code) if provider else ""
        why = verify(secret, given["Time"], given["Nonce"], request.body, given["Signature"], now=clock.now().timestamp())
        if provider is None or why:
            log.warning("gateways: %s refused: %s", code[:20], why or "unknown")
            raise Problem("signature", f"签名没有通过:{why}。" if provider else "签名没有通过。")
        try:
            with transaction.atomic():
                Nonce.objects.create(provider=provider, nonce=given["Nonce"])
        except IntegrityError:
            log.warning("gateways: %s sent a nonce again", code)
            raise Problem("signature", "这个随机数已经用过。重发时请用新的随机数和时间重新签名。") from None
        return Caller(f"peer:gateway-{provider.pk}", provider.name)


by_signature = GatewaySignature()
