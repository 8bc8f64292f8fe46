"""Signing in, locking, unlocking: a night watch is locked, never thrown out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.http import HttpRequest

from realtime.accounts.models import User
from realtime.accounts.tokens import tell_revoked
from realtime.api import LOCKED
from realtime.codes import Problem
from realtime.log import act

WRONG_ALLOWED = 5  # then the window must pass; counted per name and address, so that nobody locks a dispatcher out from elsewhere
WINDOW_S = 300
PIN_LENGTH = range(4, 9)


def set_pin(*, actor: str, user: User, pin: str) -> None:
    if not pin.isdigit() or len(pin) not in PIN_LENGTH:
        raise Problem("invalid", "口令须为 4–8 位数字。", where=["pin"])
    user.pin = make_password(pin)
    user.save(update_fields=["pin"])


def sign_in(request: HttpRequest, username: str, password: str) -> User:
    _count(request, username)
    user = authenticate(request, username=username, password=password)
    if user is None:
        raise Problem("sign_in_failed", "用户名或密码不正确,或账号已停用。")
    assert isinstance(user, User)
    _forgive(request, username)
    login(request, user)
    _tell(user, "session.opened")
    return user


def sign_out(request: HttpRequest) -> None:
    """This session's sockets close at once."""
    user, session = request.user, request.session.session_key or ""
    logout(request)
    if isinstance(user, User):
        _tell(user, "session.closed")
        tell_revoked(user.actor, session)


def lock(request: HttpRequest) -> None:
    """Screens stay live and audible; commands wait for the PIN."""
    request.session[LOCKED] = True


def unlock(request: HttpRequest, pin: str, username: str = "") -> User:
    """With one's own PIN; with somebody else's name the seat changes hands without a reload."""
    here = request.user
    assert isinstance(here, User)
    name = username or here.username
    _count(request, f"pin:{name}")
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or not user.pin or not check_password(pin, user.pin):
        raise Problem("bad_pin")
    _forgive(request, f"pin:{name}")
    if user != here:
        before, session = here.actor, request.session.session_key or ""
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        tell_revoked(before, session)
        _tell(user, "session.taken_over")
    request.session[LOCKED] = False
    return user


def _tell(user: User, kind: str) -> None:
    """Sign-in is on the record like every other act."""
    with act(user.actor) as log:
        log.append(f"people:{settings.CITY}", kind, {"id": user.pk}, area=settings.CITY)


def _key(request: HttpRequest, name: str) -> str:
    return f"sign-in:{name}:{request.META.get('REMOTE_ADDR', '')}"


def _count(request: HttpRequest, name: str) -> None:
    key = _key(request, name)
    cache.add(key, 0, WINDOW_S)
    if cache.incr(key) > WRONG_ALLOWED:
        raise Problem("too_many", "连续错误次数过多,请 5 分钟后再试,或请管理员重置。")


def _forgive(request: HttpRequest, name: str) -> None:
    cache.delete(_key(request, name))
