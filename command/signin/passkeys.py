"""Passkeys (WebAuthn level 2, through py_webauthn): a device and its owner's finger or PIN in one step, nothing to be typed into a false page.

A browser offers them over https or on localhost only, and never for a bare address: the page says so.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db.models.functions import Now
from django.http import HttpRequest
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from command.signin import factors, record
from command.signin.models import Passkey
from realtime import clock
from realtime.accounts.models import User
from realtime.codes import Problem
from realtime.log import act

CHALLENGE, CHALLENGED_AT = "passkey_challenge", "passkey_challenged_at"
WAIT_S = 300
MOST = 10


def place(request: HttpRequest) -> tuple[str, str]:
    """(relying party's id, origin) of the page as the browser knows it; ALLOWED_HOSTS has let this name in."""
    host = request.get_host()
    return host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host, f"{request.scheme}://{host}"


def registration(request: HttpRequest, user: User, city: str) -> str:
    """Options for `navigator.credentials.create`, as JSON."""
    if user.passkeys.count() >= MOST:
        raise Problem("wrong_state", f"每人最多 {MOST} 个通行密钥,请先移除不用的。")
    name, _ = place(request)
    options = generate_registration_options(
        rp_id=name,
        rp_name=f"{city}应急指挥中心",
        user_id=str(user.pk).encode(),
        user_name=user.username,
        user_display_name=user.name,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(one.credential)) for one in user.passkeys.all()],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    _remember(request, options.challenge)
    return options_to_json(options)


def register(request: HttpRequest, user: User, credential: dict[str, Any], name: str) -> list[str]:
    """Keeps it. Returns recovery codes where these are the first second factor, else none."""
    party, origin = place(request)
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=_challenge(request),
            expected_rp_id=party,
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Problem("bad_passkey", "通行密钥没有通过验证,请重试。", where=[type(error).__name__]) from None
    first = not factors.held(user)
    with act(user.actor) as log:
        if Passkey.objects.filter(credential=found.credential_id).exists():
            raise Problem("exists", "这个通行密钥已经登记。")
        made = Passkey.objects.create(
            user=user,
            name=name.strip()[:40] or "通行密钥",
            credential=found.credential_id,
            public_key=found.credential_public_key,
            sign_count=found.sign_count,
        )
        log.append(record.stream(), "second_factor.enrolled", {"user": user.pk, "what": factors.PASSKEY, "id": made.pk}, area=settings.CITY)
        return factors.new_recovery_codes(user) if first else []


def authentication(request: HttpRequest, user: User | None) -> str:
    """Options for `navigator.credentials.get`; without a user the device offers the keys it holds for this place."""
    name, _ = place(request)
    allowed = [PublicKeyCredentialDescriptor(id=bytes(one.credential)) for one in user.passkeys.all()] if user else []
    options = generate_authentication_options(rp_id=name, allow_credentials=allowed, user_verification=UserVerificationRequirement.REQUIRED)
    _remember(request, options.challenge)
    return options_to_json(options)


def authenticate(request: HttpRequest, credential: dict[str, Any]) -> User | None:
    """Whose key it is, where it answers our challenge from our page and its owner was verified on the device; else None."""
    party, origin = place(request)
    challenge = _challenge(request)
    try:
        key = base64url_to_bytes(str(credential.get("id", "")))
        held = Passkey.objects.select_related("user").filter(credential=key, user__is_active=True).first()
        if held is None:
            return None
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party,
            expected_origin=origin,
            credential_public_key=bytes(held.public_key),
            credential_current_sign_count=held.sign_count,  # a copy of the device falls behind and is refused
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    Passkey.objects.filter(pk=held.pk).update(sign_count=found.new_sign_count, used_at=Now())
    return held.user


def remove(*, actor: str, user: User, passkey_id: int) -> None:
    with act(actor) as log:
        if not Passkey.objects.filter(pk=passkey_id, user=user).delete()[0]:
            raise Problem("not_found")
        log.append(
            record.stream(), "second_factor.removed", {"user": user.pk, "what": factors.PASSKEY, "id": passkey_id}, area=settings.CITY
        )


def parsed(words: str) -> dict[str, Any]:
    try:
        found = json.loads(words)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Problem("invalid", "通行密钥的应答无法读懂。", where=["credential"])
    return found


def _remember(request: HttpRequest, challenge: bytes) -> None:
    request.session[CHALLENGE], request.session[CHALLENGED_AT] = bytes_to_base64url(challenge), clock.now().timestamp()


def _challenge(request: HttpRequest) -> bytes:
    """Asked once: a repeated answer finds none."""
    kept, at = request.session.pop(CHALLENGE, ""), float(request.session.pop(CHALLENGED_AT, 0))
    if not kept or clock.now().timestamp() - at > WAIT_S:
        raise Problem("bad_passkey", "等待时间过长,请重试。")
    return base64url_to_bytes(kept)
