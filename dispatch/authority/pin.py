"""desk → **pin** → approval: the approver's own PIN, so that a key pressed at an open desk is not somebody else's word."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.cache import cache

from realtime.accounts.models import User
from realtime.codes import Problem

WRONG_ALLOWED = 5  # as at the lock
WINDOW_S = 300


def confirm_pin(user_id: int | None, pin: str) -> None:
    key = f"authority-pin:{user_id}"
    cache.add(key, 0, WINDOW_S)
    if cache.incr(key) > WRONG_ALLOWED:
        raise Problem("too_many", "口令连续错误次数过多,请 5 分钟后再试。")
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user is None or not user.pin or not check_password(pin, user.pin):
        raise Problem("bad_pin")
    cache.delete(key)
