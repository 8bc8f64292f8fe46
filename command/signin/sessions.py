"""Who sits where: one row a session, ended by its owner, by a change of password, by age. Idle locks, it never ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from command.signin import record
from command.signin.defaults import LEAST_DAYS
from command.signin.models import SignedIn
from realtime import clock
from realtime.accounts.models import User
from realtime.accounts.tokens import tell_revoked
from realtime.api import LOCKED
from realtime.log import act
from realtime.rules.models import UnknownRule, rule

SEEN_EVERY_S = 30  # a row written for every request would be one write a second for each desk
AT = "signed_in_at"  # session key: unix seconds of signing in
SEEN = "seen_at"  # session key: unix seconds of the last request, to SEEN_EVERY_S


def opened(request: HttpRequest, user: User, method: str) -> None:
    now = clock.now().timestamp()
    request.session[AT] = request.session[SEEN] = now
    if request.session.session_key is None:
        request.session.save()
    SignedIn.objects.create(
        user=user,
        session=request.session.session_key or "",
        address=record.address_of(request),
        browser=request.headers.get("User-Agent", "")[:200],
        method=method,
    )


def closed(session: str) -> None:
    SignedIn.objects.filter(session=session, ended_at=None).update(ended_at=Now())


def of(user: User) -> list[SignedIn]:
    """Those that are in: their session is still kept, newest use first."""
    rows = list(SignedIn.objects.filter(user=user, ended_at=None).order_by("-seen_at"))
    alive = set(Session.objects.filter(session_key__in=[row.session for row in rows], expire_date__gt=Now()).values_list("pk", flat=True))
    return [row for row in rows if row.session in alive]


def end_others(*, actor: str, user: User, keep: str) -> int:
    """All sessions of this person but `keep`; their screens close at once. Returns how many."""
    rows = list(SignedIn.objects.filter(user=user, ended_at=None).exclude(session=keep))
    with act(actor) as log:
        Session.objects.filter(session_key__in=[row.session for row in rows]).delete()
        SignedIn.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=Now())
        for row in rows:
            tell_revoked(user.actor, row.session)
        if rows:
            log.append(f"people:{settings.CITY}", "session.ended", {"id": user.pk, "method": f"others:{len(rows)}"}, area=settings.CITY)
    return len(rows)


def lock_if_left(request: HttpRequest) -> None:
    """A desk that is opened again after having been shut is locked; asked when its page is asked for."""
    user, seen = request.user, request.session.get(SEEN)
    if isinstance(user, User) and user.pin and seen and clock.now().timestamp() - float(seen) > idle_s():
        request.session[LOCKED] = True


def idle_s() -> float:
    return float(rule("signin.idle_min")) * 60


def forget() -> int:
    """A chore: sessions that ended longer ago than the rule says, which never is less than 180 days."""
    days = max(LEAST_DAYS, int(rule("security.keep_days")))
    gone, _ = SignedIn.objects.filter(ended_at__lt=Now() - timedelta(days=days)).delete()
    return gone


class RefuseWhileLocked:
    """At a seat that is locked nobody changes anything by a form, nor opens 我的账户. The API answers for itself, a person by a person's right."""

    OWN = ("/account/", "/security/")
    OPEN = ("/api/", "/people/sign-in/", "/people/sign-out/", "/account/passkey-ask/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        changes = request.method not in ("GET", "HEAD", "OPTIONS") or request.path.startswith(self.OWN)
        if (
            changes
            and not request.path.startswith(self.OPEN)
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and request.session.get(LOCKED)
        ):
            words = {"what": "席位已锁定", "do": "请先在席位上输入口令解锁。"}
            return render(request, "refused.html", words, status=403)
        return self.get_response(request)


class KeepSessions:
    """Ends what is older than the rule allows, and writes down when a session was last used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and AT in request.session:
            self._tend(request)
        return self.get_response(request)

    def _tend(self, request: HttpRequest) -> None:
        now, session = clock.now().timestamp(), request.session.session_key or ""
        if now - float(request.session.get(SEEN, 0)) < SEEN_EVERY_S:
            return
        try:
            oldest = float(rule("signin.session_h")) * 3600
        except UnknownRule:
            return  # not seeded yet
        if now - float(request.session[AT]) > oldest:
            user = request.user
            logout(request)
            closed(session)
            if isinstance(user, User):
                tell_revoked(user.actor, session)
            return
        if not request.path.startswith("/desk"):  # that page asks first how long it was left (lock_if_left)
            request.session[SEEN] = now
        SignedIn.objects.filter(session=session, ended_at=None).update(seen_at=Now())
