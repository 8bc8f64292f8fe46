"""posts → **taking** → items: those a rule wants, each address once, one story told twice is one item with two mentions; what rises is said.

Whoever brought them – a feed, a folder, a platform, an officer – they come in here, and whatever is in them one answer says what became of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection

from command.opinion.clocks import start_clock
from command.opinion.feeds import Source
from command.opinion.models import FOUND, Item, Mention
from command.opinion.places import CITY, TOWN, VILLAGE, Lexicon, Place, lexicon, place_of
from command.opinion.reading import Post
from command.opinion.rising import look_at
from command.opinion.sameness import address, digest, grams, same
from command.opinion.scoring import Wanted, Weights, hits, score, sentiment
from command.opinion.watches import Watch
from dispatch.numbers import next_number
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import Area
from realtime.log import Log, act
from realtime.rules.models import rules_under

ACTOR = "rule:opinion"  # nobody decided it: a rule's words were in a post
NUMBER = "YQ"  # 舆情
LOOKED_AT = 2000  # newest stories a new one is compared with


@dataclass
class Taken:
    items: list[Item] = field(default_factory=list)
    mentions: int = 0
    repeated: int = 0
    passed: int = 0
    earlier: list[Item] = field(default_factory=list)  # linked ones of which an older post turned up


@dataclass
class Ground:
    """What every post of a batch is held against, read once."""

    rules: dict[str, Any]
    wanted: list[Wanted]
    known: Lexicon
    weights: Weights
    now: datetime
    stories: list[tuple[Item, frozenset[str]]]


@cache
def city_names() -> Lexicon:
    """The tree changes only with a restart."""
    rows = Area.objects.under(settings.CITY).values_list("code", "name")
    return lexicon((code, name) for code, name in rows if len(code) > CITY or code == settings.CITY)


def take_posts(posts: Sequence[Post], *, source: Source | None, actor: str = ACTOR, exercise: int | None = None) -> Taken:
    taken = Taken()
    if not posts:
        return taken
    with act(actor, exercise) as log:
        with connection.cursor() as cursor:  # two feeds with the same story: the second finds the first's
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('opinion.take', 0))")
        ground = _ground(exercise)
        known = set(
            Mention.objects.filter(digest__in=[digest(address(post.url)) for post in posts], exercise_id=exercise).values_list("digest", flat=True)
        )  # fmt: skip
        before: dict[int, Any] = {}
        fresh: list[Item] = []
        for post in posts:
            key = digest(address(post.url))
            if key in known:
                taken.repeated += 1
                continue
            place = place_of(f"{post.title} {post.text}", ground.known)
            fits = hits(f"{post.title} {post.text}", place.code if place else None, ground.wanted)
            if not fits:
                taken.passed += 1
                continue
            known.add(key)
            item = _story(post, ground)
            if item is None:
                item = _new(post, place, fits, source, exercise, ground)
                fresh.append(item)
                taken.items.append(item)
            elif item.pk not in before and item not in fresh:
                before[item.pk] = item.row()
                taken.items.append(item)
            was = item.first_seen_at
            _tell_of(item, post, key, source, exercise, ground)
            if item.incident_id is not None and item.first_seen_at < was and item not in taken.earlier:
                taken.earlier.append(item)
            taken.mentions += 1
        _say(log, taken.items, fresh, before, ground)
        look_at(log, {(item.area[:6], item.hazard) for item in taken.items}, exercise, ground.rules["opinion.spike"], ground.now)
    return taken


def _ground(exercise: int | None) -> Ground:
    rules, now = rules_under("opinion."), clock.now()
    stories = Item.objects.select_for_update(of=("self",)).filter(
        last_seen_at__gt=now - timedelta(hours=float(rules["opinion.same_h"])), exercise_id=exercise
    )
    return Ground(
        rules, [one.wanted for one in Watch.objects.filter(enabled=True)], city_names(), Weights(**rules["opinion.score"]), now,
        [(one, grams(f"{one.title} {one.text}")) for one in stories.order_by("-last_seen_at")[:LOOKED_AT]],
    )  # fmt: skip


def _story(post: Post, ground: Ground) -> Item | None:
    said = grams(f"{post.title} {post.text}")
    at_least = float(ground.rules["opinion.same"])
    return next((item for item, known in ground.stories if same(said, known, at_least)), None)


def _new(
    post: Post, place: Place | None, fits: list[tuple[Wanted, list[str]]], source: Source | None, exercise: int | None, ground: Ground
) -> Item:
    heaviest = fits[0][0]
    code = place.code if place else (source.area if source and source.area else settings.CITY)
    seen = _seen(post, ground.now)
    item = Item.objects.create(
        number=next_number(NUMBER), area=code[:TOWN] if len(code) == VILLAGE else code, place=place.name if place and len(place.code) > CITY else "",
        title=post.title, text=post.text, hazard=next((rule.hazard for rule, _ in fits if rule.hazard), ""),
        words=list(dict.fromkeys(word for _, words in fits for word in words)), watch=heaviest.id,
        weight=heaviest.weight + (source.weight if source else 0), sentiment=sentiment(f"{post.title} {post.text}", ground.rules["opinion.negative"]),
        first_seen_at=seen, last_seen_at=seen, exercise_id=exercise,
    )  # fmt: skip
    ground.stories.insert(0, (item, grams(f"{post.title} {post.text}")))
    return item


def _seen(post: Post, now: datetime) -> datetime:
    """The net knew it when it was posted; a source whose clock runs ahead is not believed."""
    return min(post.at, now) if post.at is not None else now


def _tell_of(item: Item, post: Post, key: str, source: Source | None, exercise: int | None, ground: Ground) -> None:
    seen = _seen(post, ground.now)
    Mention.objects.create(
        item=item, source=source, url=post.url, digest=key, outlet=post.outlet, title=post.title, reach=post.reach, posted_at=post.at, seen_at=seen,
        exercise_id=exercise,
    )  # fmt: skip
    item.mentions += 1
    item.reach += post.reach
    item.first_seen_at, item.last_seen_at = min(item.first_seen_at, seen), max(item.last_seen_at, seen)
    item.score = score(
        weight=item.weight, source=0, placed=bool(item.place), feeling=item.sentiment, mentions=item.mentions, reach=item.reach,
        weights=ground.weights,
    )  # fmt: skip


def _say(log: Log, items: Iterable[Item], fresh: list[Item], before: dict[int, Any], ground: Ground) -> None:
    """One event per story of the batch, however often the batch tells it."""
    for item in items:
        if item.state == FOUND and item.due_at is None and item.score >= float(ground.rules["opinion.clock_from"]):
            start_clock(item, "opinion.judge_min", ground.rules)
        item.save()
        if item.archived:
            continue
        verb = "found" if item in fresh else "spread"
        tell(log, item.streams, f"opinion.{verb}", None if item in fresh else before[item.pk], item.row(), area=item.area)
