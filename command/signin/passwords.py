"""What a password must be, changing one's own, and when a new one is due. Bounds are rows."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.http import HttpRequest

from command.signin import record, sessions
from command.signin.guesses import Doors
from command.signin.models import SignedIn, Standing
from realtime import clock
from realtime.accounts.models import User
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

KINDS = (r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9]")
LONGEST = 128
PROVED, PROVED_S = "password_proved_at", 600  # session key: unix seconds; long enough to find the phone


def kinds_in(password: str) -> int:
    """How many of upper case, lower case, digits, other signs."""
    return sum(re.search(kind, password) is not None for kind in KINDS)


def complaints(password: str, user: User) -> list[str]:
    """Everything that is wrong with it, in words; empty = it may be taken."""
    least, kinds = int(rule("signin.password_min_length")), int(rule("signin.password_kinds"))
    found = []
    if not least <= len(password) <= LONGEST:
        found.append(f"须为 {least}–{LONGEST} 位")
    if kinds_in(password) < kinds:
        found.append(f"大写字母、小写字母、数字、符号中须有 {kinds} 类")
    if user.username.lower() in password.lower():
        found.append("不能含有登录名")
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        found.append("是常见密码")
    return found


def prove(request: HttpRequest, user: User, password: str) -> None:
    """Asked again before what a stranger at an open desk must not do; locked out like signing in."""
    doors = Doors(request, user.username, "password")
    doors.count()
    if not check_password(password, user.password):
        doors.wrong()
        raise Problem("sign_in_failed", "密码不正确。", where=["password"])
    doors.forgive()
    proved_now(request)


def proved_now(request: HttpRequest) -> None:
    request.session[PROVED] = clock.now().timestamp()


def proved(request: HttpRequest) -> bool:
    """Whether whoever sits here has shown a moment ago that the account is theirs."""
    return clock.now().timestamp() - float(request.session.get(PROVED, 0)) <= PROVED_S


def change(request: HttpRequest, *, old: str, new: str) -> int:
    """One's own. Every other session of this person ends; returns how many did."""
    user = request.user
    assert isinstance(user, User)
    prove(request, user, old)
    if old == new:
        raise Problem("invalid", "新密码须与原密码不同。", where=["new"])
    if wrong := complaints(new, user):
        raise Problem("invalid", f"新密码{';'.join(wrong)}。", where=["new"])
    with act(user.actor) as log:
        user.password = make_password(new)
        user.save(update_fields=["password"])
        Standing.objects.update_or_create(user=user, defaults={"password_at": Now(), "given": False})
        before = request.session.session_key or ""
        update_session_auth_hash(request, user)
        SignedIn.objects.filter(session=before, ended_at=None).update(session=request.session.session_key or "")
        ended = sessions.end_others(actor=user.actor, user=user, keep=request.session.session_key or "")
        log.append(record.stream(), "password.changed", {"user": user.pk, "sessions_ended": ended}, area=settings.CITY)
    return ended


def given(user: User, area: str = "") -> None:
    """An administrator handed out a password; of a new account also where it belongs."""
    Standing.objects.update_or_create(user=user, defaults={"password_at": Now(), "given": True} | ({"area": area} if area else {}))


def due(user: User) -> str:
    """Why it should be changed: `given`, `old`, or nothing."""
    standing = Standing.objects.filter(user=user).first()
    if standing is None:
        return ""
    if standing.given:
        return "given"
    return "old" if clock.now() - standing.password_at > timedelta(days=float(rule("signin.password_days"))) else ""
