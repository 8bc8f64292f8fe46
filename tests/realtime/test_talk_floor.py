"""One speaker, always; everybody who asks is answered; and nobody keeps the floor."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from realtime.talk.floor import Deny, Effect, Floor, Grant, Idle, Limits, Queued, Revoke, Speaker, Taken, Warn

WANG, CHEN, LIANG, HO = (Speaker(key, f"user:{key}", name) for key, name in enumerate(["王", "陈", "梁", "何"], 1))


def floor(**limits: float) -> Floor:
    made = Floor(count(1).__next__)
    made.set_limits(**limits)
    return made


def kinds(told: list[Effect]) -> list[str]:
    return [type(effect).__name__ for effect in told]


def keep_talking(f: Floor, start: float, until: float, who: Speaker) -> list[Effect]:
    told: list[Effect] = []
    now = start
    while now < until and f.held is not None and f.held.speaker == who:
        told += f.frame(now, who.key, f.held.burst, False)[1]
        now += 0.06
    return told


def test_an_idle_floor_is_granted_at_once() -> None:
    assert floor().request(0, WANG, 5, 7) == [Grant(WANG, 1, 7, False), Taken(1, WANG, 5, None)]


def test_twenty_at_once_are_one_grant_and_the_others_wait_or_are_refused() -> None:
    f = floor(queue_most=19)
    told = [effect for n in range(20) for effect in f.request(0, Speaker(n, f"user:{n}", ""), 5, n)]
    assert [type(e).__name__ for e in told].count("Grant") == 1
    assert sorted(e.pos for e in told if isinstance(e, Queued)) == list(range(1, 20))


def test_the_same_grant_is_given_again_to_whoever_holds_it() -> None:
    f = floor()
    f.request(0, WANG, 5, 1)
    assert f.request(0.1, WANG, 5, 2) == [Grant(WANG, 1, 2, False)]


def test_the_queue_goes_by_priority_then_by_who_came_first() -> None:
    f = floor()
    f.request(0, WANG, 7, 1)
    f.request(0.1, HO, 3, 1)
    f.request(0.2, LIANG, 5, 1)
    assert [(w.speaker.name, w.pos) for w in f.waiting] == [("梁", 1), ("何", 2)]
    f.frame(0.3, WANG.key, 1, True)
    told = f.release(0.31, WANG.key, 1)
    assert told == [Idle(1, "released"), Grant(LIANG, 2, 1, True), Taken(2, LIANG, 5, None), Queued(HO, 1, 1)]


def test_a_high_priority_takes_the_floor_from_a_lower_one_and_only_then() -> None:
    f = floor()
    f.request(0, LIANG, 5, 1)
    assert kinds(f.request(0.1, CHEN, 7, 1)) == ["Queued"]
    assert kinds(f.request(0.2, WANG, 8, 1)) == ["Revoke", "Idle", "Grant", "Taken"]
    assert f.request(0.3, HO, 8, 1) == [Queued(HO, 1, 1), Queued(CHEN, 1, 2)]  # 8 is not above 8


def test_the_last_frame_may_come_after_the_release_but_not_much() -> None:
    f = floor()
    f.request(0, WANG, 5, 1)
    assert f.release(0.5, WANG.key, 1) == []
    assert f.frame(0.55, WANG.key, 1, True) == (True, [Idle(1, "released")])
    f.request(1, WANG, 5, 2)
    f.release(1.2, WANG.key, 2)
    assert f.tick(1.34) == []
    assert f.tick(1.36) == [Idle(2, "released")]


def test_silence_gives_the_floor_back_after_a_second() -> None:
    f = floor()
    f.request(0, WANG, 5, 1)
    f.frame(0.5, WANG.key, 1, False)
    assert f.tick(1.49) == []
    assert f.tick(1.5) == [Revoke(WANG, 1, "silent"), Idle(1, "silent")]


def test_nobody_speaks_longer_than_the_limit_and_waits_a_moment_if_others_want_to() -> None:
    f = floor()
    f.request(0, WANG, 5, 1)
    assert [effect for effect in keep_talking(f, 0, 25.5, WANG) if isinstance(effect, Warn)] == [Warn(WANG, 1, 5.0)]
    f.request(25.5, HO, 3, 1)
    assert keep_talking(f, 25.5, 29.9, WANG) == []
    told = f.tick(30)
    assert told[:3] == [Revoke(WANG, 1, "limit"), Idle(1, "limit"), Grant(HO, 2, 1, True)]
    assert isinstance(denied := f.request(31, WANG, 5, 2)[-1], Deny) and (denied.why, denied.wait_s) == ("penalty", 2.0)
    assert isinstance(f.request(33.1, WANG, 5, 3)[-1], Grant | Queued | Taken)


def test_who_waits_too_long_is_told_so() -> None:
    f = floor(max_s=60)
    f.request(0, WANG, 5, 1)
    keep_talking(f, 0, 1, WANG)
    f.request(1, HO, 3, 4)
    assert keep_talking(f, 1, 15.99, WANG) == []
    assert f.tick(16) == [Deny(HO, 4, "expired")]


def test_a_full_queue_keeps_the_more_urgent() -> None:
    f = floor(queue_most=2)
    f.request(0, WANG, 7, 1)
    f.request(0, LIANG, 5, 1)
    f.request(0, HO, 3, 2)
    assert f.request(0, CHEN, 6, 1) == [Deny(HO, 2, "full"), Queued(CHEN, 1, 1), Queued(LIANG, 1, 2)]


def test_a_request_that_was_taken_back_is_never_granted() -> None:
    f = floor()
    f.request(0, WANG, 5, 1)
    f.request(0, HO, 3, 1)
    f.release(0.1, HO.key, None)
    f.frame(0.2, WANG.key, 1, True)
    assert f.release(0.2, WANG.key, 1) == [Idle(1, "released")]


def test_a_second_window_of_the_same_person_takes_over_and_the_first_is_lost() -> None:
    f = floor()
    f.request(0, WANG, 5, 1)
    told = f.request(0.2, WANG._replace(key="other"), 5, 1)
    assert kinds(told) == ["Idle", "Grant", "Taken"] and told[0] == Idle(1, "lost")


def test_a_lost_connection_gives_the_floor_to_the_next() -> None:
    f = floor()
    f.request(0, WANG, 5, 1)
    f.request(0, HO, 3, 1)
    assert kinds(f.gone(0.1, WANG.key)) == ["Idle", "Grant", "Taken"]


def test_an_act_of_authority_passes_a_lock_and_speaks_over_everybody() -> None:
    f = floor()
    f.request(0, CHEN, 9, 1)
    f.locked = True
    assert kinds(f.request(0.1, HO, 9, 1)) == ["Deny"]
    told = f.request(0.2, WANG, 4, 1, act=40)
    assert kinds(told) == ["Revoke", "Idle", "Grant", "Taken"] and told[-1] == Taken(2, WANG, 10, 40)


def test_frames_of_anybody_else_or_of_an_older_burst_are_not_heard() -> None:
    f = floor()
    f.request(0, WANG, 5, 1)
    assert not f.frame(0.1, HO.key, 1, False)[0]
    assert not f.frame(0.1, WANG.key, 99, False)[0]
    assert f.frame(0.1, WANG.key, 1, True)[0]
    assert not f.frame(0.2, WANG.key, 1, False)[0]


PEOPLE = [Speaker(n, f"user:{n % 5}", f"人{n}") for n in range(7)]  # 0 and 5, 1 and 6 are the same person twice


class Talking(RuleBasedStateMachine):
    """Any order of any events: one holder, an answer to each request, the queue in order, no burst longer than allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.floor = Floor(count(1).__next__, Limits(queue_most=3))
        self.holder: tuple[Speaker, int] | None = None  # as the clients were told
        self.began = 0.0
        self.asked: dict[tuple[object, int], int] = {}  # (key, rid) → answers
        self.rid = 0

    def tell(self, told: list[Effect]) -> None:
        for effect in told:
            match effect:
                case Grant(to, burst, rid, _):
                    again = self.holder == (to, burst)
                    assert self.holder is None or again, "two holders"
                    if not again:
                        self.holder, self.began = (to, burst), self.now
                    self.answered(to, rid)
                case Idle(burst, _):
                    assert self.holder is not None and self.holder[1] == burst
                    self.holder = None
                case Revoke(to, burst, _):
                    assert self.holder == (to, burst)
                case Deny(to, rid, _, _) | Queued(to, rid, _):
                    self.answered(to, rid)
                case Taken(burst, by, _, _):
                    assert self.holder == (by, burst)

    def answered(self, to: Speaker, rid: int) -> None:
        assert (to.key, rid) in self.asked
        self.asked[to.key, rid] += 1

    @rule(who=st.sampled_from(PEOPLE), priority=st.integers(1, 10), act=st.sampled_from([None, None, None, 9]))
    def ask(self, who: Speaker, priority: int, act: int | None) -> None:
        self.rid += 1
        self.asked[who.key, self.rid] = 0
        self.tell(self.floor.request(self.now, who, priority, self.rid, act=act))
        waiting_again = any(w.speaker.key == who.key and w.rid == self.rid for w in self.floor.waiting)
        assert self.asked[who.key, self.rid] >= 1 or waiting_again, "no answer"

    @rule(who=st.sampled_from(PEOPLE), known=st.booleans())
    def let_go(self, who: Speaker, known: bool) -> None:
        burst = self.holder[1] if known and self.holder else None
        self.tell(self.floor.release(self.now, who.key, burst))
        assert known or all(w.speaker.key != who.key for w in self.floor.waiting)

    @rule(who=st.sampled_from(PEOPLE), last=st.booleans())
    def speak(self, who: Speaker, last: bool) -> None:
        before = self.holder
        heard, told = self.floor.frame(self.now, who.key, before[1] if before else 1, last)
        self.tell(told)
        assert not heard or (before is not None and before[0].key == who.key)

    @rule(who=st.sampled_from(PEOPLE))
    def disconnect(self, who: Speaker) -> None:
        self.tell(self.floor.gone(self.now, who.key))
        assert self.holder is None or self.holder[0].key != who.key

    @rule(seconds=st.floats(0.01, 20))
    def wait(self, seconds: float) -> None:
        due = self.floor.due()
        self.now += seconds if due is None else min(seconds, max(0.0, due - self.now))
        self.tell(self.floor.tick(self.now))

    @rule(why=st.sampled_from(["kicked", "muted", "closed"]))
    def cut(self, why: str) -> None:
        self.tell(self.floor.revoke(self.now, why))

    @rule(locked=st.booleans())
    def lock(self, locked: bool) -> None:
        self.floor.locked = locked
        if locked:
            self.tell(self.floor.refuse_waiting("locked"))

    @invariant()
    def what_clients_were_told_is_what_is(self) -> None:
        held = self.floor.held
        assert self.holder == (None if held is None else (held.speaker, held.burst))
        assert held is None or self.now - self.began <= 30.0 + 1e-6

    @invariant()
    def the_queue_is_in_order_and_holds_each_person_once(self) -> None:
        waiting = self.floor.waiting
        assert [w.pos for w in waiting] == list(range(1, len(waiting) + 1))
        assert waiting == sorted(waiting, key=lambda w: (-w.priority, w.since))
        actors = [w.speaker.actor for w in waiting]
        assert len(actors) == len(set(actors)) and len(actors) <= 3
        assert self.floor.held is not None or not waiting, "somebody waits for a floor that is free"


TestTalking = Talking.TestCase


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.floats(0, 0.5)), min_size=1, max_size=30))
def test_left_alone_everything_comes_to_rest(asking: list[tuple[Speaker, float]]) -> None:
    f = floor()
    now = 0.0
    for rid, (who, pause) in enumerate(asking):
        now += pause
        f.request(now, who, 5, rid)
    for _ in range(100):
        due = f.due()
        if due is None:
            break
        now = max(now, due)
        f.tick(now)
    assert f.held is None and not f.waiting and f.due() is None
