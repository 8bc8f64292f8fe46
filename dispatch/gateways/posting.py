"""batch → **posting** → gateway: one signed request, at most five seconds, no redirects; each message has its own answer."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from typing import Any

import requests

from dispatch.callout.channels.known import ChannelFailed, Handed, Message
from dispatch.gateways import circuit
from dispatch.gateways.models import Handover, Provider
from dispatch.gateways.secrets import secret_of
from dispatch.gateways.signing import sign
from dispatch.gateways.wording import Worded, word

TIMEOUT_S = (2.0, 3.0)  # to connect, to answer: five together
LARGEST = 1024 * 1024  # of an answer
AGAIN = ("busy", "quota")  # the gateway's own trouble, not the message's
WORDS = {
    "bad_number": "号码不正确", "no_template": "模板未报备", "text_refused": "内容被网关拒绝", "blocked": "号码在网关黑名单", "quota": "网关额度不足",
    "busy": "网关繁忙", "unsigned": "签名未报备",
}  # fmt: skip
Outcome = Handed | ChannelFailed


class NotTaken(ChannelFailed):
    """The gateway certainly did not take it: another one may, without anybody hearing it twice."""


def hand(providers: Sequence[Provider], messages: Sequence[Message], extra: dict[str, Any] | None = None) -> list[Outcome]:
    """By the first gateway that is well; by the next one only what the first certainly did not take."""
    results: dict[str, Outcome] = {}
    left = list(messages)
    for provider, probe in circuit.ways(providers):
        tried = left[:1] if probe else left
        for message, outcome in zip(tried, _minded(provider, tried, extra or {}, providers), strict=True):
            results[message.id] = outcome
        left = [message for message in left if message.id not in results or isinstance(results[message.id], NotTaken)]
        if not left:
            break
    return [results[message.id] for message in messages]


def _minded(provider: Provider, messages: Sequence[Message], extra: dict[str, Any], providers: Sequence[Provider]) -> list[Outcome]:
    """Its circuit hears how it went."""
    began = time.monotonic()
    outcomes = _hand(provider, messages, extra)
    slow = time.monotonic() - began > circuit.SLOW_S
    unwell = [one for one in outcomes if isinstance(one, ChannelFailed) and one.retry]
    if len(unwell) < len(outcomes) and not slow:
        circuit.worked(provider)
    elif circuit.broke(provider, unwell[0].words if unwell else "应答慢", [other for other in providers if other.pk != provider.pk]):
        for one in unwell:
            one.stood_in = True
    return outcomes


def _hand(provider: Provider, messages: Sequence[Message], extra: dict[str, Any]) -> list[Outcome]:
    outcomes: dict[str, Outcome] = {}
    items: list[dict[str, Any]] = []
    rows: list[Handover] = []
    for message in messages:
        try:
            worded = word(message, provider)
        except ChannelFailed as reason:
            outcomes[message.id] = NotTaken(reason.words)
            continue
        items.append(_item(message, provider, worded) | extra)
        rows.append(
            Handover(message=message.id, provider=provider, number=message.to, text=worded.text[:1000], template=worded.template, parts=worded.length.parts, exercise=message.exercise)
        )  # fmt: skip
    known = set(Handover.objects.filter(provider=provider, message__in=[row.message for row in rows]).values_list("message", flat=True))
    for message in messages:
        if message.id in known:  # somebody lost our word of it; the same message is never given again
            outcomes[message.id] = ChannelFailed("这条消息已经提交过,结果不明")
    rows, items = [row for row in rows if row.message not in known], [item for item in items if item["id"] not in known]
    if rows:
        Handover.objects.bulk_create(rows)
        try:
            answers = _post(provider, items)
        except ChannelFailed as reason:
            outcomes |= dict.fromkeys([row.message for row in rows], reason)
            sure = isinstance(reason, NotTaken)
            _settle(rows, Handover.REFUSED if sure else Handover.UNKNOWN, reason.words)
        else:
            outcomes |= {row.message: _outcome(answers.get(row.message)) for row in rows}
            _keep(rows, outcomes)
    return [outcomes[message.id] for message in messages]


def _item(message: Message, provider: Provider, worded: Worded) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": message.id, "to": message.to, "text": worded.text, "purpose": message.purpose, "exercise": message.exercise,
        "encoding": worded.length.encoding, "units": worded.length.units, "parts": worded.length.parts,
    }  # fmt: skip
    if worded.template:
        item |= {"template": worded.template, "variables": worded.variables}
    if provider.signature:
        item["signature"] = provider.signature
    return item


def _post(provider: Provider, items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The gateway's answer by message id."""
    secret = secret_of(provider.code)
    if not secret:
        raise NotTaken(f"{provider.name}没有设置密钥", retry=True)
    body = json.dumps({"provider": provider.code, "kind": provider.kind, "messages": items}, ensure_ascii=False).encode()
    at, nonce = str(int(time.time())), secrets.token_urlsafe(18)
    headers = {
        "Content-Type": "application/json; charset=utf-8", "X-ECC-Provider": provider.code, "X-ECC-Time": at, "X-ECC-Nonce": nonce,
        "X-ECC-Signature": sign(secret, at, nonce, body),
    }  # fmt: skip
    try:
        with requests.Session() as session:
            session.trust_env = False  # the address is the bureau's; no proxy of the shell's environment
            answer = session.post(provider.url, data=body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False, stream=True)
            content = answer.raw.read(LARGEST, decode_content=True)
    except (requests.ConnectTimeout, requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise NotTaken(f"网关连接不上:{type(error).__name__}", retry=True) from None
    except requests.ConnectionError as error:
        refused = "Connection refused" in str(error) or "NameResolution" in str(error) or "Name or service" in str(error)
        raise (NotTaken if refused else ChannelFailed)("网关连接不上" if refused else "网关连接中断,结果不明", retry=True) from None
    except (requests.RequestException, OSError) as error:
        raise ChannelFailed(f"网关没有应答,结果不明:{type(error).__name__}", retry=True) from None
    if answer.status_code in (429, 503):
        raise NotTaken(f"网关繁忙(HTTP {answer.status_code})", retry=True)
    if 300 <= answer.status_code < 500:
        raise NotTaken(f"网关拒绝(HTTP {answer.status_code})", retry=True)
    if answer.status_code >= 500:
        raise ChannelFailed(f"网关故障(HTTP {answer.status_code}),结果不明", retry=True)
    return _read(content)


def _read(content: bytes) -> dict[str, dict[str, Any]]:
    try:
        results = json.loads(content)["results"]
        return {str(one["id"]): one for one in results}
    except (ValueError, KeyError, TypeError):
        raise ChannelFailed("网关的回答读不懂,结果不明", retry=True) from None


def _outcome(answer: dict[str, Any] | None) -> Outcome:
    if answer is None:
        return ChannelFailed("网关没有回答这一条,结果不明")
    error = answer.get("error")
    if error:
        code = str(error.get("code", "")) if isinstance(error, dict) else str(error)
        said = WORDS.get(code) or str(error.get("text", code) if isinstance(error, dict) else code)[:60]
        return NotTaken(f"网关拒绝:{said}", retry=code in AGAIN)
    return Handed(str(answer.get("provider_id") or answer["id"])[:80], sent=True)


def _settle(rows: list[Handover], result: str, error: str) -> None:
    Handover.objects.filter(pk__in=[row.pk for row in rows]).update(result=result, error=error[:120])


def _keep(rows: list[Handover], outcomes: dict[str, Outcome]) -> None:
    for row in rows:
        outcome = outcomes[row.message]
        if isinstance(outcome, Handed):
            row.result, row.their_id = Handover.TAKEN, outcome.provider
        else:
            row.result, row.error = Handover.REFUSED if isinstance(outcome, NotTaken) else Handover.UNKNOWN, outcome.words[:120]
    Handover.objects.bulk_update(rows, ["result", "their_id", "error"])
