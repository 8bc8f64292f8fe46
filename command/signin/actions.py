"""Signing in, locking, unlocking: a night watch is locked, never thrown out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from command.signin import factors, passkeys, passwords, record, sessions
from command.signin.guesses import Doors
from realtime import clock
from realtime.accounts.models import User
from realtime.accounts.tokens import tell_revoked
from realtime.api import LOCKED
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

PIN_LENGTH = range(4, 9)
BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "pending"  # session key: whose password was right, when, and how far that brought them
PENDING_S = 600  # to find the phone, or to enrol one


def set_pin(*, actor: str, user: User, pin: str) -> None:
    if not pin.isdigit() or len(pin) not in PIN_LENGTH:
        raise Problem("invalid", "口令须为 4–8 位数字。", where=["pin"])
    user.pin = make_password(pin)
    user.save(update_fields=["pin"])


def sign_in(request: HttpRequest, username: str, password: str) -> User:
    """Raises `second_factor` (then `second_step` or `passkey`), `enrol_factor` where a post demands one, `new_password` where a rule does."""
    doors = Doors(request, username, "password")
    doors.count()
    user = authenticate(request, username=username, password=password)
    if user is None:
        doors.wrong()
        raise Problem("sign_in_failed", "用户名或密码不正确,或账号已停用。")
    assert isinstance(user, User)
    doors.forgive()
    if held := factors.held(user):
        _wait(request, user, "factor")
        raise Problem("second_factor", where=held)
    return _go_on(request, user, "password", strong=False)


def second_step(request: HttpRequest, code: str) -> User:
    """The code of an authenticator, or a recovery code, after the password."""
    user = waiting(request, "factor")
    doors = Doors(request, user.username, "code")
    doors.count()
    used = factors.use_code(user, code)
    if used is None:
        doors.wrong()
        raise Problem("bad_code")
    doors.forgive()
    return _go_on(request, user, f"password+{used}", strong=True)


def passkey(request: HttpRequest, credential: dict[str, Any]) -> User:
    """A passkey alone is two factors: the device, and its owner verified on it."""
    known = pending(request)
    doors = Doors(request, known.username if known else "", "passkey")
    doors.count()
    user = passkeys.authenticate(request, credential)
    if user is None or (known is not None and known != user):
        doors.wrong()
        raise Problem("bad_passkey")
    doors.forgive()
    return _go_on(request, user, "passkey", strong=True)


def enrolled(request: HttpRequest) -> User:
    """After the enrolment that a post demands: in, with what was just proved."""
    user = waiting(request, "enrol")
    if not factors.held(user):
        raise Problem("wrong_state", "还没有绑定双因素。")
    return _go_on(request, user, "password+enrolment", strong=True)


def waiting(request: HttpRequest, step: str) -> User:
    """Whose password was right a moment ago; `not_signed_in` where that is nobody or too long ago."""
    user = pending(request)
    if user is None or request.session[PENDING]["step"] != step:
        raise Problem("not_signed_in", "请先输入用户名和密码。")
    return user


def pending(request: HttpRequest) -> User | None:
    """Whose password was right lately, whatever is asked of them next."""
    held = request.session.get(PENDING)
    if not held or clock.now().timestamp() - held["at"] > PENDING_S:
        return None
    return User.objects.filter(pk=held["user"], is_active=True).first()


def _wait(request: HttpRequest, user: User, step: str) -> None:
    request.session[PENDING] = {"user": user.pk, "at": clock.now().timestamp(), "step": step}


def _go_on(request: HttpRequest, user: User, method: str, *, strong: bool) -> User:
    if not strong and factors.must_have(user):
        _wait(request, user, "enrol")
        raise Problem("enrol_factor")
    if passwords.due(user) == "old" and rule("signin.password_expiry_blocks"):
        raise Problem("password_expired")
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    passwords.proved_now(request)
    sessions.opened(request, user, method)
    _tell(user, "session.opened", request, method)
    return user


def sign_out(request: HttpRequest) -> None:
    """This session's sockets close at once."""
    user, session = request.user, request.session.session_key or ""
    logout(request)
    sessions.closed(session)
    if isinstance(user, User):
        _tell(user, "session.closed", request)
        tell_revoked(user.actor, session)


def lock(request: HttpRequest) -> None:
    """Screens stay live and audible; commands wait for the PIN."""
    request.session[LOCKED] = True
    request.session.pop(passwords.PROVED, None)


def unlock(request: HttpRequest, pin: str, username: str = "") -> User:
    """With one's own PIN; with somebody else's name the seat changes hands without a reload."""
    here = request.user
    assert isinstance(here, User)
    name = username or here.username
    doors = Doors(request, name, "pin")
    doors.count()
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or not user.pin or not check_password(pin, user.pin):
        doors.wrong()
        raise Problem("bad_pin")
    doors.forgive()
    if user != here:
        if factors.must_have(user):
            raise Problem("forbidden", "该岗位须用双因素登录,不能只凭口令接班。")
        before, session = here.actor, request.session.session_key or ""
        login(request, user, backend=BACKEND)
        sessions.closed(session)
        sessions.opened(request, user, "pin")
        tell_revoked(before, session)
        _tell(user, "session.taken_over", request, "pin")
    request.session[LOCKED] = False
    return user


def _tell(user: User, kind: str, request: HttpRequest, method: str = "") -> None:
    """Sign-in is on the record like every other act, with where from and by what."""
    with act(user.actor) as log:
        body = {"id": user.pk, "address": record.address_of(request)} | ({"method": method} if method else {})
        log.append(f"people:{settings.CITY}", kind, body, area=settings.CITY)
