"""Lock-out. Wrong tries are counted before the try, in the database, so that two processes and two hundred requests at once count the same.

Three doors: an account from one address, an account from everywhere, an address at every account. A door that is shut stays so longer each time
within a day. Whoever is signed in stays signed in, and an address at which the account lately signed in is not shut by guesses from elsewhere:
nobody locks the night desk out by guessing.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import HttpRequest

from command.signin import record
from command.signin.models import Guess, SignedIn
from realtime import clock
from realtime.accounts.models import User
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule, rules_under

FORGET_H = 24  # then the next shutting is a first one again

# One statement counts and says whether the door is shut: looked at before and counted after, a try between the two would find the count begun anew.
COUNT = """
INSERT INTO signin_guess (key, kind, user_id, address, wrong, times, last_at) VALUES (%(key)s, %(kind)s, %(user)s, %(address)s, 1, 0, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
    wrong = CASE WHEN signin_guess.until > clock_timestamp() THEN signin_guess.wrong WHEN signin_guess.last_at < clock_timestamp() - %(window_s)s * interval '1 s' THEN 1 ELSE signin_guess.wrong + 1 END,
    times = CASE WHEN signin_guess.last_at < clock_timestamp() - %(forget_s)s * interval '1 s' THEN 0 ELSE signin_guess.times END,
    last_at = clock_timestamp()
RETURNING wrong, extract(epoch FROM until - clock_timestamp())
"""


class Doors:
    """The doors one try goes through. `step` is password, code, pin or passkey; each is counted by itself."""

    def __init__(self, request: HttpRequest, username: str, step: str) -> None:
        self.address, self.step = record.address_of(request), step
        self.user = User.objects.filter(username=username).only("id").first()
        rows = rules_under("signin.")
        name = f"{step}\x00{username}"
        self.doors = [(Guess.PAIR, f"{name}\x00{self.address}", int(rows["signin.wrong_allowed"]))]
        if step != "pin":  # the PIN is tried by somebody who is in; a seat's name must not be shut from another seat
            self.doors.append((Guess.ADDRESS, self.address, int(rows["signin.address_wrong_allowed"])))
            if username and not self._known(int(rows["signin.known_address_days"])):  # a passkey names nobody beforehand
                self.doors.append((Guess.ACCOUNT, name, int(rows["signin.account_wrong_allowed"])))
        self.window_s = float(rows["signin.wrong_window_min"]) * 60

    def _known(self, days: int) -> bool:
        since = Now() - timedelta(days=days)
        return self.user is not None and SignedIn.objects.filter(user=self.user, address=self.address, opened_at__gt=since).exists()

    def count(self) -> None:
        """Raises 429 `locked_out` with the seconds that remain, without looking at the password."""
        self.look()
        self.take()

    def look(self) -> None:
        """A door that is shut counts at no other door."""
        keys = [_key(kind, of) for kind, of, _ in self.doors]
        shut = Guess.objects.filter(key__in=keys, until__gt=Now()).order_by("-until").first()
        if shut is not None and shut.until is not None:
            raise refused((shut.until - clock.now()).total_seconds())

    def take(self) -> None:
        """Counts this try at every door. A door shut since `look` refuses it as well."""
        for kind, of, allowed in self.doors:
            with connection.cursor() as cursor:
                who = self.user.pk if self.user and kind != Guess.ADDRESS else None
                cursor.execute(
                    COUNT,
                    {
                        "key": _key(kind, of), "kind": kind, "user": who, "address": "" if kind == Guess.ACCOUNT else self.address,
                        "window_s": self.window_s, "forget_s": FORGET_H * 3600,
                    },
                )  # fmt: skip
                wrong, seconds = cursor.fetchone()
            if seconds is not None and seconds > 0:
                raise refused(float(seconds))
            if wrong > allowed:  # more at once than may be
                raise refused(_shut(self, kind, of))

    def wrong(self) -> None:
        """On the record; the last that is allowed shuts the door."""
        who = self.user.pk if self.user else None
        record.note(_anybody(self.user), "sign_in.failed", {"user": who, "address": self.address, "step": self.step})
        for kind, of, allowed in self.doors:
            if Guess.objects.filter(key=_key(kind, of), wrong__gte=allowed).exists():
                _shut(self, kind, of)

    def forgive(self) -> None:
        """A right try empties the account's doors; of the address only this try is taken back: owning one account helps nobody guess another."""
        Guess.objects.filter(key__in=[_key(kind, of) for kind, of, _ in self.doors if kind != Guess.ADDRESS]).delete()
        Guess.objects.filter(key=_key(Guess.ADDRESS, self.address), wrong__gt=0).update(wrong=F("wrong") - 1)


def lift(*, actor: str, guess: Guess) -> None:
    """A security administrator opens a door before its time."""
    with act(actor) as log:
        body = {"user": guess.user_id, "address": guess.address, "kind": guess.kind}
        Guess.objects.filter(pk=guess.pk).delete()
        log.append(record.stream(), "sign_in.lifted", body, area=settings.CITY)


def refused(seconds: float) -> Problem:
    left = max(1, round(seconds))
    return Problem("locked_out", f"连续错误次数过多,请 {spoken(left)}后再试,或请安全管理员解除。", where=[str(left)])


def spoken(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "小时"), (minutes, "分"), (left if not hours else 0, "秒")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) + " "


def _shut(doors: Doors, kind: str, of: str) -> float:
    """Seconds until it opens."""
    ladder = [float(minutes) for minutes in rule("signin.lock_min")] or [5.0]
    guess = Guess.objects.get(key=_key(kind, of))
    minutes = ladder[min(guess.times, len(ladder) - 1)]
    open_still = Guess.objects.filter(Q(until=None) | Q(until__lte=Now()), pk=guess.pk)
    if not open_still.update(until=Now() + timedelta(minutes=minutes), times=F("times") + 1, wrong=0):  # another try shut it
        guess.refresh_from_db()
        return max(1.0, (guess.until - clock.now()).total_seconds()) if guess.until else 1.0
    body = {"user": guess.user_id, "address": guess.address, "kind": kind, "minutes": round(minutes)}
    record.note(_anybody(doors.user), "sign_in.locked_out", body)
    return minutes * 60


def _anybody(user: User | None) -> str:
    """Who did it is not known; whose account it was is. The rule of lock-out speaks where there is none."""
    return user.actor if user else "rule:signin"


def _key(kind: str, of: str) -> str:
    return f"{kind}:{hashlib.sha256(of.encode()).hexdigest()}"
