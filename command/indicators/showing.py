"""A list with its standards, sub-items, what was said of each and what proves it."""

from __future__ import annotations

from typing import cast

from django.utils.timezone import localdate

from command.indicators.models import NOT_REACHED, UNRATED, IndicatorList, SubItem
from command.indicators.rows import IndicatorListWhole, SubItemRow
from realtime.clock import iso
from realtime.codes import Problem


def found(list_id: int) -> IndicatorList:
    one = IndicatorList.objects.filter(pk=list_id).first()
    if one is None:
        raise Problem("not_found", "没有这份清单。")
    return one


def whole(one: IndicatorList) -> IndicatorListWhole:
    standards = one.standards.prefetch_related("items__judgements", "items__proofs__file")
    return cast("IndicatorListWhole", {
        **one.row(),
        "tree": [
            {"id": row.pk, "order": row.order, "group": row.group, "name": row.name, "items": [item_row(item) for item in row.items.all()]}
            for row in standards
        ],
    })  # fmt: skip


def item_row(item: SubItem) -> SubItemRow:
    late = item.due_on is not None and item.due_on < localdate() and item.status in (NOT_REACHED, UNRATED)
    return cast("SubItemRow", {
        "id": item.pk, "order": item.order, "text": item.text, "status": item.status, "owner": item.owner, "progress": item.progress,
        "due_on": item.due_on.isoformat() if item.due_on else None, "late": late, "changed_by_name": item.changed_by_name, "changed_at": iso(item.changed_at),
        "judgements": [{"status": row.status, "progress": row.progress, "by_name": row.by_name, "at": iso(row.at)} for row in item.judgements.all()],
        "proofs": [{"file": proof.file.row(), "by_name": proof.by_name, "at": iso(proof.at)} for proof in item.proofs.all()],
    })  # fmt: skip
