"""receipt rows → **pushing** → the agency's address: signed, tried again with back-off, given up after a day with an alarm. Called by the worker.

One row at a time, and oldest first for each agency, so that 已核实 never arrives before 已接收. The row is put ahead before the call: a worker
that dies in it means "again", never "never"; the agency knows a receipt by its id.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import logging
import urllib.error
import urllib.request
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from dispatch.alarms.system import system_alarm
from dispatch.intake.models import Receipt
from realtime import clock
from realtime.log import act
from realtime.rules.models import rule

log = logging.getLogger(__name__)

BATCH = 20
TIMEOUT_S = 5.0  # the worker has other chores
LEASE_S = 60  # longer than any call; a worker that died meanwhile costs this
MAX_WAIT_S = 600


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address is the one the bureau entered, nobody else's."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def signature(secret: str, at: str, body: str) -> str:
    """HMAC-SHA256 over "time.body": a copy sent later, or a changed one, does not verify."""
    return hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()


def push_receipts() -> int:
    """What is due; an agency that does not answer is left alone until its next turn."""
    sent, silent = 0, set[str]()
    for _ in range(BATCH):
        receipt = _claim(silent)
        if receipt is None:
            break
        error = _send(receipt)
        if error:
            silent.add(receipt.transfer.agency_id)
            _postpone(receipt, error)
        else:
            Receipt.objects.filter(pk=receipt.pk).update(state=Receipt.SENT, sent_at=Now(), attempts=receipt.attempts + 1, error="")
            sent += 1
    return sent


def _claim(silent: set[str]) -> Receipt | None:
    first = Receipt.objects.filter(state=Receipt.WAITING, transfer__agency=OuterRef("transfer__agency")).order_by("pk").values("pk")[:1]
    with transaction.atomic():
        receipt = (
            Receipt.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("transfer__agency")
            .filter(state=Receipt.WAITING, next_at__lte=Now(), pk=Subquery(first))
            .exclude(transfer__agency__in=silent)
            .order_by("next_at")
            .first()
        )
        if receipt is not None:
            Receipt.objects.filter(pk=receipt.pk).update(next_at=Now() + timedelta(seconds=LEASE_S))
    return receipt


def _send(receipt: Receipt) -> str:
    """What went wrong, in a few words; empty = the agency has it."""
    agency, at = receipt.transfer.agency, str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-ECC-Receipt": str(receipt.pk),
        "X-ECC-Time": at,
        "X-ECC-Signature": f"sha256={signature(agency.secret, at, receipt.body)}",
    }
    request = urllib.request.Request(agency.url, data=receipt.body.encode(), headers=headers, method="POST")
    try:
        if not agency.url.startswith(("https://", "http://")):
            return "回执地址不是 http(s)"
        with _opener.open(request, timeout=TIMEOUT_S) as answer:
            return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"
    except urllib.error.HTTPError as refused:
        return f"HTTP {refused.code}"
    except (OSError, http.client.HTTPException, ValueError) as failure:
        return str(failure) or type(failure).__name__


def _postpone(receipt: Receipt, error: str) -> None:
    attempts = receipt.attempts + 1
    give_up = timedelta(hours=float(rule("intake.receipt_give_up_h", receipt.transfer.agency.area)))
    if clock.now() - receipt.created_at < give_up:
        wait = timedelta(seconds=min(MAX_WAIT_S, 2**attempts))
        Receipt.objects.filter(pk=receipt.pk).update(attempts=attempts, next_at=Now() + wait, error=error[:200])
        return
    with act("clerk"):
        Receipt.objects.filter(pk=receipt.pk).update(state=Receipt.FAILED, attempts=attempts, error=error[:200])
        agency = receipt.transfer.agency
        system_alarm(
            "receipt",
            receipt.pk,
            f"{agency.name} 的回执(对方编号 {receipt.transfer.number})一直推送失败:{error}。请电话告知。",
            area=agency.area,
        )
