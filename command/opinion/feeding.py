"""Verbs on sources: add, change, remove, ask now, a new token for a platform; what a reading brought, and what it spoilt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from command.opinion.feeds import FAILING, OK, Refused, Source
from command.opinion.reading import DROP, HOOK, JSON, RSS, Refusal
from command.opinion.sameness import digest
from command.opinion.taking import ACTOR, Taken
from devices.feeds.actions import OFTEN_S
from devices.feeds.readers.reading import Options, Unreadable, options_of
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.models import Token
from realtime.accounts.tokens import issue_token, revoke_token
from realtime.codes import Problem
from realtime.log import act

KEPT = 200  # refused entries of a source; who sends more sends the same
FIELDS = frozenset({"url", "title", "text", "at", "reach", "outlet"})


def add_source(*, actor: str, code: str, name: str, kind: str, area: str = "", **given: Any) -> tuple[Source, str | None]:
    """(row, token). A platform that pushes gets its token, shown once."""
    source = Source(code=code, name=name, kind=kind, area=area or settings.CITY, **given)
    _sound(source)
    with act(actor) as log:
        try:
            with transaction.atomic():
                source.save()
        except IntegrityError:
            raise Problem("exists", f"代码 {code} 已有舆情来源使用。", where=["code"]) from None
        secret = _token(actor, source) if kind == HOOK else None
        source.refresh_from_db()
        tell(log, source.streams, "opinion_source.added", None, source.row(), area=source.area)
    return source, secret


def change_source(*, actor: str, source_id: int, **given: Any) -> Source:
    """A changed source is asked anew at once, without the memory of the old one."""
    with act(actor) as log:
        source = locked(source_id)
        before = source.row()
        for name, value in given.items():
            setattr(source, name, value)
        _sound(source)
        if source.kind == HOOK and source.token_id is None:
            raise Problem("invalid", "推送来源须新建,以便生成令牌。", where=["kind"])
        source.etag = source.modified = ""
        source.failures, source.due_at = 0, clock.now()
        source.save()
        tell(log, source.streams, "opinion_source.changed", before, source.row(), area=source.area)
    return source


def renew_token(*, actor: str, source_id: int) -> tuple[Source, str]:
    """The old one stops at once."""
    with act(actor):
        source = locked(source_id)
        if source.kind != HOOK:
            raise Problem("wrong_state", "只有平台推送的来源才有令牌。")
        return source, _token(actor, source)


def remove_source(*, actor: str, source_id: int) -> None:
    """What it brought stays."""
    with act(actor) as log:
        source = locked(source_id)
        for stream in source.streams:
            log.append(stream, "opinion_source.left", {"id": source.pk, "area": source.area})
        token = source.token
        source.delete()
        if token is not None:
            revoke_token(actor=actor, token=token)


def ask_source(*, actor: str, source_id: int) -> Source:
    """Not here: the worker asks within a second."""
    with act(actor):
        source = locked(source_id)
        if not source.enabled:
            raise Problem("wrong_state", f"来源“{source.name}”已停用,请先启用。")
        if source.kind == HOOK:
            raise Problem("wrong_state", f"“{source.name}”由平台推送,无须读取。")
        source.due_at = clock.now()
        source.save(update_fields=["due_at"])
    return source


def note_reading(source_id: int, taken: Taken | None, refused: Sequence[Refusal], *, etag: str | None = None, modified: str = "") -> None:
    """It answered: with posts, or that there is nothing new (`taken` none). Refused entries are kept once per fault."""
    with act(ACTOR) as log:
        source = Source.objects.select_for_update().filter(pk=source_id).first()
        if source is None:
            return
        before, now = source.row(), clock.now()
        source.state, source.error, source.words, source.failures = OK, "", "", 0
        if refused and (taken is None or not (taken.mentions or taken.repeated or taken.passed)):
            source.state, source.error, source.words = (
                FAILING,
                "unreadable",
                f"{len(refused)} 条全部有误,第 {refused[0].row} 条:{refused[0].detail}"[:300],
            )
        if taken is not None:
            source.taken += taken.mentions
            source.passed += taken.passed
        source.bad += _quarantine(source, refused)
        if etag is not None:
            source.etag, source.modified = etag[:200], modified[:60]
        source.tried_at = source.ok_at = now
        source.due_at = now + timedelta(seconds=source.every_s)
        source.save()
        tell(log, source.streams, "opinion_source.read", before, source.row(), area=source.area)


def note_failure(source_id: int, reason: Unreadable, sample: bytes = b"") -> None:
    """Told when it begins and when its kind changes; the beginning of what could not be read is kept."""
    with act(ACTOR) as log:
        source = Source.objects.select_for_update().filter(pk=source_id).first()
        if source is None:
            return
        before, now = source.row(), clock.now()
        source.failures += 1
        source.state, source.error, source.words, source.tried_at = FAILING, reason.code[:16], reason.words[:300], now
        source.due_at = now + source.backoff()
        if sample:
            said = sample[:900].decode("utf-8", "replace").replace("\x00", "")[:300]
            source.bad += _quarantine(source, [Refusal(0, reason.words[:300], said)])
        source.save()
        tell(log, source.streams, "opinion_source.failed", before, source.row(), area=source.area)


def _quarantine(source: Source, refused: Sequence[Refusal]) -> int:
    """How many are new: a feed that is asked each minute repeats its faults."""
    new = 0
    for one in refused[:KEPT]:
        key = digest(f"{one.detail} {one.sample}")
        if Refused.objects.filter(source=source, digest=key).update(times=F("times") + 1, last_at=clock.now()):
            continue
        Refused.objects.create(source=source, digest=key, row=one.row, reason=one.detail[:300], sample=one.sample[:300])
        new += 1
    if new:
        old = Refused.objects.filter(source=source).order_by("-last_at", "-pk").values_list("pk", flat=True)[KEPT:]
        Refused.objects.filter(pk__in=list(old)).delete()
    return new


def locked(source_id: int) -> Source:
    source = Source.objects.select_for_update(of=("self",)).select_related("token").filter(pk=source_id).first()
    if source is None:
        raise Problem("not_found", "没有这个舆情来源。")
    return source


def source_of(actor: str) -> Source:
    """The platform that signs in with this token."""
    kind, _, key = actor.partition(":")
    source = Source.objects.filter(token_id=key, kind=HOOK).first() if kind == Token.PEER else None
    if source is None:
        raise Problem("forbidden", "只有登记的舆情平台可以推送。")
    if not source.enabled:
        raise Problem("wrong_state", f"来源“{source.name}”已停用。")
    return source


def read_options(source: Source) -> Options:
    return options_of(source.options, now=clock.now())


def _token(actor: str, source: Source) -> str:
    with act(actor) as log:
        old = source.token
        token, secret = issue_token(actor=actor, kind=Token.PEER, name=source.name, area=source.area)
        source.token = token
        source.save(update_fields=["token"])
        if old is not None:
            revoke_token(actor=actor, token=old)
        body = {"id": token.pk, "kind": Token.PEER, "area": source.area, "revoked": False}
        log.append(f"people:{settings.CITY}", "token.issued", body, area=settings.CITY)
    return secret


def _sound(source: Source) -> None:
    if source.kind not in (RSS, JSON, HOOK, DROP):
        raise Problem("invalid", f"方式 {source.kind} 不认识。", where=["kind"])
    if source.kind in (RSS, JSON):
        if not source.url.startswith(("http://", "https://")):
            raise Problem("invalid", "地址必须以 http:// 或 https:// 开头。", where=["url"])
        if source.every_s < OFTEN_S:
            raise Problem("invalid", f"间隔不得短于 {OFTEN_S} 秒,以免被对方封禁。", where=["every_s"])
    elif source.url:
        raise Problem("invalid", "平台推送和文件投放不填地址。", where=["url"])
    fields = source.options.get("fields", {})
    if not isinstance(fields, dict) or (wrong := sorted(set(fields) - FIELDS)):
        said = f"没有字段 {wrong[0]},可用:{'、'.join(sorted(FIELDS))}" if isinstance(fields, dict) else "fields 须为对象"
        raise Problem("invalid", f"选项有误:{said}。", where=["options.fields"])
    try:
        read_options(source)
    except Unreadable as error:
        raise Problem("invalid", error.words, where=["options"]) from None
    except (TypeError, ValueError, AttributeError):
        raise Problem("invalid", "选项有误:fields 须为对象,zone 须为数字。", where=["options"]) from None
