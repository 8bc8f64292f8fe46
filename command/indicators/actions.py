"""Verbs on indicators: add a list, judge a sub-item, show what proves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from command.indicators.models import REACHED, IndicatorList, Judgement, Proof, Standard, SubItem
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.files.receiving import Kept, file_of
from realtime.log import act


class Wanted(NamedTuple):
    """A standard and the words of its sub-items."""

    group: str
    name: str
    items: Sequence[str]


def add_list(*, actor: str, code: str, name: str, area: str, source: str, standards: Sequence[Wanted]) -> IndicatorList:
    with act(actor) as log:
        if IndicatorList.objects.filter(code=code).exists():
            raise Problem("exists", f"已有代码为 {code} 的清单。", where=["code"])
        made = IndicatorList.objects.create(code=code, name=name.strip(), area=area, source=source.strip())
        rows = Standard.objects.bulk_create(
            Standard(list=made, order=n, group=one.group, name=one.name) for n, one in enumerate(standards, 1)
        )  # fmt: skip
        SubItem.objects.bulk_create(
            SubItem(standard=row, order=n, text=text)
            for row, one in zip(rows, standards, strict=True)
            for n, text in enumerate(one.items, 1)
        )
        tell(log, [made.stream], "indicator_list.added", None, made.row(), area=area)
    return made


def judge(
    *, actor: str, name: str, item_id: int, status: str, progress: str, owner: str | None = None, due_on: date | None = None
) -> SubItem:
    """达标 needs words or a proof that says by what."""
    with _changing(actor, item_id) as item:
        if status == REACHED and not progress.strip() and not item.proofs.exists():
            raise Problem("invalid", "达标须写明依据,或先上传佐证材料。", where=["progress"])
        item.status, item.progress, item.due_on = status, progress.strip(), due_on
        if owner is not None:
            item.owner = owner.strip()
        item.changed_by_name, item.changed_at = name, clock.now()
        item.save()
        Judgement.objects.create(item=item, status=status, progress=item.progress, by=actor, by_name=name)
    return item


def judge_many(*, actor: str, name: str, items: Sequence[SubItem], status: str, progress: str) -> None:
    """One word for many sub-items of one list, as at the end of a self-assessment."""
    if not items:
        return
    with _changing(actor, items[0].pk):
        now = clock.now()
        for item in items:
            item.status, item.progress, item.changed_by_name, item.changed_at = status, progress, name, now
        SubItem.objects.bulk_update(items, ["status", "progress", "changed_by_name", "changed_at"])
        Judgement.objects.bulk_create(Judgement(item=item, status=status, progress=progress, by=actor, by_name=name) for item in items)


def prove(*, actor: str, name: str, item_id: int, kept: Kept) -> Proof:
    with _changing(actor, item_id) as item:
        file = file_of(kept, area=item.standard.list.area, by=actor, exercise=None)
        return Proof.objects.create(item=item, file=file, by_name=name)


@contextmanager
def _changing(actor: str, item_id: int) -> Iterator[SubItem]:
    """Under the list's lock: its counts are told as they are afterwards."""
    with act(actor) as log:
        item = SubItem.objects.select_related("standard").filter(pk=item_id).first()
        if item is None:
            raise Problem("not_found", "没有这个指标子项。")
        whole = IndicatorList.objects.select_for_update(of=("self",)).get(pk=item.standard.list_id)
        before = whole.row()
        yield SubItem.objects.select_related("standard__list").get(pk=item_id)
        whole.rev += 1
        whole.save(update_fields=["rev"])
        tell(log, [whole.stream], "indicator_list.changed", before, whole.row(), area=whole.area)
