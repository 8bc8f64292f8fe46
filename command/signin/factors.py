"""Second factors of a person: which they have, whether they must, enrolling, using, taking away."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from command.signin import record, totp
from command.signin.models import Passkey, RecoveryCode, Totp
from realtime import clock
from realtime.accounts.models import Post, User
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule
from realtime.sealing import seal, unseal

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TOTP, PASSKEY, RECOVERY = "totp", "passkey", "recovery"
PURPOSE = "signin.totp"


def held(user: User) -> list[str]:
    """Of `totp`, `passkey`, `recovery`; empty = the password alone is asked."""
    has_totp = Totp.objects.filter(user=user).exclude(confirmed_at=None).exists()
    has_passkey = Passkey.objects.filter(user=user).exists()
    left = RecoveryCode.objects.filter(user=user, used_at=None).exists()
    return [
        *([TOTP] if has_totp else []),
        *([PASSKEY] if has_passkey else []),
        *([RECOVERY] if (has_totp or has_passkey) and left else []),
    ]


def must_have(user: User) -> bool:
    """By rule row and post. The demo city asks nobody: its sign-in stays one step."""
    if settings.MODE == "demo":
        return False
    return Post.objects.valid().filter(user=user, role__in=list(rule("signin.second_factor_roles"))).exists()


def begin_totp(user: User) -> str:
    """The secret to be scanned. It counts for nothing before a code made with it was typed; a generator in use stays until then."""
    found = Totp.objects.filter(user=user).first()
    if found is not None and found.confirmed_at is not None:
        raise Problem("wrong_state", "已绑定动态口令;更换手机请先解绑。")
    if found is not None and (begun := unseal(found.secret, PURPOSE)):
        return begun
    secret = totp.new_secret()
    Totp.objects.update_or_create(user=user, defaults={"secret": seal(secret, PURPOSE)})
    return secret


def confirm_totp(user: User, code: str) -> list[str]:
    """Recovery codes, shown once."""
    with act(user.actor) as log:
        found = Totp.objects.select_for_update().filter(user=user, confirmed_at=None).first()
        if found is None:
            raise Problem("wrong_state", "请重新打开绑定页面。")
        step = _step(found, code)
        if step is None:
            raise Problem("bad_code", "动态口令不正确。请核对手机时间是否自动校准。")
        Totp.objects.filter(pk=found.pk).update(confirmed_at=Now(), last_step=step)
        log.append(record.stream(), "second_factor.enrolled", {"user": user.pk, "what": TOTP}, area=settings.CITY)
        return new_recovery_codes(user)


def new_recovery_codes(user: User) -> list[str]:
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(int(rule("signin.recovery_codes")))
    ]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
    return codes


def use_code(user: User, code: str) -> str | None:
    """`totp` or `recovery` where the code is right and was not used before; else None."""
    if RecoveryCode.objects.filter(user=user, digest=_digest(code), used_at=None).update(used_at=Now()):
        record.note(user.actor, "second_factor.recovered", {"user": user.pk, "what": RECOVERY})
        return RECOVERY
    found = Totp.objects.filter(user=user).exclude(confirmed_at=None).first()
    if found is not None:
        step = _step(found, code)
        # The row decides who was first: of two that type the same code one is in
        if step is not None and Totp.objects.filter(pk=found.pk, last_step__lt=step).update(last_step=step):
            return TOTP
    return None


def remove_totp(*, actor: str, user: User) -> None:
    with act(actor) as log:
        if Totp.objects.filter(user=user).delete()[0]:
            log.append(record.stream(), "second_factor.removed", {"user": user.pk, "what": TOTP}, area=settings.CITY)
        if not held(user):
            RecoveryCode.objects.filter(user=user).delete()


def reset(*, actor: str, user: User) -> None:
    """A security administrator, for a phone that is gone: everything but the password. The person enrols anew at the next sign-in."""
    with act(actor) as log:
        Totp.objects.filter(user=user).delete()
        Passkey.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        log.append(record.stream(), "second_factor.removed", {"user": user.pk, "what": "all"}, area=settings.CITY)


def _step(held: Totp, code: str) -> int | None:
    """Which step's code this is."""
    secret = unseal(held.secret, PURPOSE)
    if not secret:
        raise Problem("wrong_state", "动态口令的密钥无法读取(SECRET_KEY 已更换),请用恢复码登录,或请安全管理员重置双因素。")
    return totp.matching_step(secret, _digits(code), clock.now().timestamp(), int(rule("signin.totp_drift")))


def _digits(code: str) -> str:
    """As apps show it, `123 456`."""
    return "".join(code.split())


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()
