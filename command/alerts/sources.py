"""Who may hand warnings in, and what became of the documents that were refused."""

from __future__ import annotations

from django.conf import settings

from command.alerts.models import Document, Source
from realtime import clock
from realtime.accounts.models import Token
from realtime.accounts.tokens import issue_token, revoke_token
from realtime.codes import Problem
from realtime.log import act


def add_source(*, actor: str, code: str, name: str) -> tuple[Source, str]:
    """(row, token). The token is shown once; entering the source again gives it a new one."""
    with act(actor) as log:
        known = Source.objects.select_related("token").filter(pk=code).first()
        token, secret = issue_token(actor=actor, kind=Token.PEER, name=name, area=settings.CITY)
        source, _ = Source.objects.update_or_create(code=code, defaults={"name": name, "token": token})
        if known is not None:
            revoke_token(actor=actor, token=known.token)
        body = {"id": token.pk, "kind": Token.PEER, "area": settings.CITY, "revoked": False}
        log.append(f"people:{settings.CITY}", "token.issued", body, area=settings.CITY)
    return source, secret


def source_of(actor: str) -> Source:
    kind, _, key = actor.partition(":")
    source = Source.objects.select_related("token").filter(token_id=key).first() if kind == Token.PEER else None
    if source is None:
        raise Problem("forbidden", "只有登记的预警来源可以送交预警文件。")
    return source


def settle_document(*, actor: str, name: str, document_id: int) -> Document:
    """Somebody has seen to it: asked the sender, or entered the warning by hand."""
    with act(actor):
        document = Document.objects.select_for_update().defer("content").filter(pk=document_id).first()
        if document is None:
            raise Problem("not_found", "没有这份文件。")
        if document.state == Document.REFUSED and document.settled_at is None:
            document.settled_name, document.settled_at = name, clock.now()
            document.save(update_fields=["settled_name", "settled_at"])
    return document
