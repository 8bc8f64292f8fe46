"""Verbs on an item: enter by hand, judge, hand to somebody, say what was done, feed back, close, put aside. 发现 → 研判 → 处置 → 反馈 → 办结."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from command.opinion.clocks import run_until, start_clock, stop_clock
from command.opinion.models import CLOSED, DISMISSED, FED_BACK, FOUND, HANDLING, JUDGED, MOVES, STATES, VERDICTS, Item, Mention, Step
from command.opinion.reading import Post, masked
from command.opinion.rows import OpinionRow
from command.opinion.sameness import address, digest
from command.opinion.scoring import Weights, score, sentiment
from dispatch.incidents.models import EventType
from dispatch.numbers import next_number
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.models import User
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rules_under

NUMBER = "YQ"  # 舆情
BY_HAND = 50  # points: somebody thought it worth writing down
STATE_NAMES = dict(STATES)


class Change(NamedTuple):
    """An item under lock, as it was, and the log of the action."""

    item: Item
    before: OpinionRow
    streams: set[str]
    log: Log
    actor: str
    name: str

    def step(self, verb: str, text: str = "") -> None:
        Step.objects.create(item=self.item, verb=verb, text=text.strip(), by=self.actor, by_name=self.name)

    def told(self, verb: str) -> None:
        """Streams it left forget it, streams it came to hear it whole, the others what changed."""
        item = self.item
        item.save()
        now = set(item.streams)
        for stream in sorted(self.streams - now):
            self.log.append(stream, "opinion.left", {"id": item.pk, "area": self.before["area"]})
        tell(self.log, sorted(now - self.streams), f"opinion.{verb}", None, item.row(), area=item.area)
        tell(self.log, sorted(now & self.streams), f"opinion.{verb}", self.before, item.row(), area=item.area)

    def go(self, state: str) -> None:
        if state not in MOVES[self.item.state]:
            raise Problem("wrong_state", f"{self.item.number} {STATE_NAMES[self.item.state]},不能改为“{STATE_NAMES[state]}”。")
        self.item.state = state
        self.item.over_at = clock.now() if state in (CLOSED, DISMISSED) else None


def enter_opinion(
    *, actor: str, name: str, area: str, title: str, text: str = "", url: str = "", outlet: str = "", seen_at: datetime | None = None, hazard: str = "",
    exercise: int | None = None,
) -> Item:  # fmt: skip
    """What an officer saw or was told by telephone: no rule has to want it."""
    now = clock.now()
    if seen_at is not None and seen_at > now:
        raise Problem("invalid", "出现时间不能晚于现在。", where=["seen_at"])
    require_area(area)
    require_hazard(hazard)
    post = Post(url, masked(title.strip()), masked(text.strip()) or masked(title.strip()), seen_at, outlet=outlet.strip())
    key = digest(address(url)) if url else digest(f"{actor} {now.isoformat()}")
    with act(actor, exercise) as log:
        known = Mention.objects.select_related("item").filter(digest=key, exercise_id=exercise).first()
        if known is not None:
            raise Problem("exists", f"这个网址已登记为 {known.item.number}。", where=["url"], holder={"opinion": known.item_id})
        rules = rules_under("opinion.", area)
        place = Area.objects.filter(pk=area).values_list("name", flat=True).first() or ""
        feeling = sentiment(f"{post.title} {post.text}", rules["opinion.negative"])
        item = Item.objects.create(
            number=next_number(NUMBER), area=area, place=place if len(area) > 4 else "", title=post.title[:120], text=post.text, hazard=hazard, weight=BY_HAND,
            sentiment=feeling, mentions=1, first_seen_at=seen_at or now, last_seen_at=seen_at or now, exercise_id=exercise,
            score=score(weight=BY_HAND, source=0, placed=len(area) > 4, feeling=feeling, mentions=1, reach=0, weights=Weights(**rules["opinion.score"])),
        )  # fmt: skip
        Mention.objects.create(
            item=item,
            url=url,
            digest=key,
            outlet=post.outlet,
            title=post.title[:120],
            posted_at=seen_at,
            seen_at=seen_at or now,
            exercise_id=exercise,
        )
        Step.objects.create(item=item, verb="entered", by=actor, by_name=name)
        start_clock(item, "opinion.judge_min", rules)
        item.save()
        tell(log, item.streams, "opinion.found", None, item.row(), area=item.area)
    return item


def judge_opinion(
    *, actor: str, name: str, item_id: int, verdict: str, note: str = "", area: str | None = None, hazard: str | None = None
) -> Item:
    """研判: what it is worth; a wrong place or kind is put right here. It may be judged again when more is known."""
    if verdict not in dict(VERDICTS):
        raise Problem("invalid", "研判结论为属实、部分属实、不实或待核实。", where=["verdict"])
    with changing(actor, name, item_id) as change:
        item = change.item
        if item.state in (FOUND, JUDGED):
            change.go(JUDGED)
        elif not item.open:
            raise Problem("wrong_state", f"{item.number} {STATE_NAMES[item.state]},请先恢复。")
        item.verdict = verdict
        if area is not None and area != item.area:
            require_area(area)
            item.area, item.place = area, Area.objects.filter(pk=area).values_list("name", flat=True).first() or ""
        if hazard is not None:
            require_hazard(hazard)
            item.hazard = hazard
        if item.state == JUDGED and not item.rumour:
            start_clock(item, "opinion.handle_min")
        change.step("judged", f"{dict(VERDICTS)[verdict]}{':' if note.strip() else ''}{note.strip()}")
        change.told("judged")
    return item


def assign_opinion(*, actor: str, name: str, item_id: int, owner: int | None, owner_name: str = "", due_at: datetime | None = None) -> Item:
    """交办: somebody of the centre, or an office by name; with their own term, if one is said."""
    user = User.objects.filter(pk=owner, is_active=True).first() if owner is not None else None
    if owner is not None and user is None:
        raise Problem("invalid", "没有这个人员。", where=["owner"])
    said = user.name if user else owner_name.strip()
    if not said:
        raise Problem("invalid", "请选责任人,或填责任单位。", where=["owner_name"])
    with changing(actor, name, item_id) as change:
        item = change.item
        if item.state == FOUND:
            raise Problem("wrong_state", f"{item.number} 还没有研判。")
        change.go(HANDLING)
        item.owner, item.owner_name = owner, said[:60]
        if due_at is not None:
            if due_at <= clock.now():
                raise Problem("invalid", "时限已经过去,请重填。", where=["due_at"])
            run_until(item, due_at)
        elif item.due_at is None:
            start_clock(item, "opinion.handle_min")
        change.step("assigned", said)
        change.told("assigned")
    return item


def handle_opinion(*, actor: str, name: str, item_id: int, text: str) -> Item:
    """处置记录: one more thing that was done."""
    with changing(actor, name, item_id) as change:
        item = change.item
        if item.state == JUDGED:
            change.go(HANDLING)
            item.owner_name = item.owner_name or name
        elif item.state != HANDLING:
            raise Problem("wrong_state", f"{item.number} {STATE_NAMES[item.state]}。")
        change.step("handled", text)
        change.told("handled")
    return item


def feed_back_opinion(*, actor: str, name: str, item_id: int, text: str) -> Item:
    """反馈: what came of it, for whoever closes it."""
    with changing(actor, name, item_id) as change:
        change.go(FED_BACK)
        start_clock(change.item, "opinion.close_min")
        change.step("fed_back", text)
        change.told("fed_back")
    return change.item


def close_opinion(*, actor: str, name: str, item_id: int, text: str) -> Item:
    """办结. A rumour is not closed without the words that counter it."""
    with changing(actor, name, item_id) as change:
        item = change.item
        if item.rumour and not item.counter_text:
            raise Problem("invalid", "认定为谣言的,须有澄清口径才能办结。", where=["counter_text"])
        change.go(CLOSED)
        stop_clock(item)
        change.step("closed", text)
        change.told("closed")
    return item


def dismiss_opinion(*, actor: str, name: str, item_id: int, why: str) -> Item:
    """不予处置: not of this city, not our business, nothing in it."""
    with changing(actor, name, item_id) as change:
        change.go(DISMISSED)
        stop_clock(change.item)
        change.step("dismissed", why)
        change.told("dismissed")
    return change.item


def reopen_opinion(*, actor: str, name: str, item_id: int, why: str) -> Item:
    """What was put aside is found again; what was closed or fed back goes on."""
    with changing(actor, name, item_id) as change:
        item = change.item
        change.go(FOUND if item.state == DISMISSED else HANDLING)
        start_clock(item, "opinion.judge_min" if item.state == FOUND else "opinion.handle_min")
        change.step("reopened", why)
        change.told("reopened")
    return item


def flag_rumour(*, actor: str, name: str, item_id: int, rumour: bool, counter_text: str = "") -> Item:
    """谣言: with the words that counter it, which a release then carries. The term to answer runs from its first appearance."""
    with changing(actor, name, item_id) as change:
        item = change.item
        if not item.open:
            raise Problem("wrong_state", f"{item.number} {STATE_NAMES[item.state]},请先恢复。")
        item.rumour, item.counter_text = rumour, counter_text.strip() if rumour else ""
        if rumour and item.state in (FOUND, JUDGED, HANDLING):
            start_clock(item, "opinion.rumour_min", since=item.first_seen_at)
        change.step("flagged", f"认定谣言。{counter_text.strip()}" if rumour else "不再认定为谣言")
        change.told("flagged")
    return item


@contextmanager
def changing(actor: str, name: str, item_id: int) -> Iterator[Change]:
    found = Item.objects.filter(pk=item_id).first()
    if found is None:
        raise Problem("not_found", "没有这条舆情。")
    with act(actor, found.exercise_id) as log:
        item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
        yield Change(item, item.row(), set(item.streams), log, actor, name)


def require_area(area: str) -> None:
    if not Area.objects.filter(pk=area).exists():
        raise Problem("invalid", f"没有区划 {area}。", where=["area"])


def require_hazard(hazard: str) -> None:
    if hazard and not EventType.objects.filter(pk=hazard).exists():
        raise Problem("invalid", f"没有事件类型 {hazard}。", where=["hazard"])
