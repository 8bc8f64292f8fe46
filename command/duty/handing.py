"""Verbs on the hand-over: open it, sign it with one's own PIN. Both have signed → it is done and in the log."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from command.duty.matters import open_matters
from command.duty.records import DutyEntry, Handover
from dispatch.authority.pin import confirm_pin
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.models import Post, User
from realtime.codes import Problem
from realtime.log import Log, act


def open_handover(*, actor: str, area: str, outgoing: int, incoming: int, note: str = "") -> Handover:
    """A second press answers with the one that is open, if it is between the same two."""
    if outgoing == incoming:
        raise Problem("invalid", "交班人和接班人须为两人。", where=["incoming"])
    with act(actor) as log:
        standing = Handover.objects.select_for_update().filter(area=area, state=Handover.OPEN).first()
        if standing is not None:
            if (standing.outgoing_id, standing.incoming_id) == (outgoing, incoming):
                return standing
            raise Problem("wrong_state", f"{standing.outgoing.name}与{standing.incoming.name}的交接尚未签完,请先签完或作废。")
        try:
            with transaction.atomic():
                handover = Handover.objects.create(
                    area=area, outgoing=_user(outgoing, area, "outgoing"), incoming=_user(incoming, area, "incoming"), note=note.strip(),
                    matters=open_matters(area),
                )  # fmt: skip
        except IntegrityError:
            raise Problem("wrong_state", "另一席位刚刚开始了交接,请刷新。") from None
        handover.refresh_from_db()
        tell(log, [f"area:{area}"], "handover.opened", None, handover.live(), area=area)
    return handover


def sign_handover(*, actor: str, handover_id: int, username: str, pin: str, note: str | None = None) -> Handover:
    """The outgoing officer signs first. The list is computed anew at each signature: both sign what is true then."""
    user = User.objects.filter(username=username, is_active=True).first()
    # Counted and answered alike for names there are and names there are not. Outside the transaction: a wrong PIN is counted for good.
    confirm_pin(user.pk if user else None, pin)
    assert user is not None
    with act(actor) as log:
        handover = Handover.objects.select_for_update(of=("self",)).select_related("outgoing", "incoming").filter(pk=handover_id).first()
        if handover is None:
            raise Problem("not_found", "没有这次交接。")
        gives = user.pk == handover.outgoing_id
        if not gives and user.pk != handover.incoming_id:
            raise Problem("forbidden", "只有交班人和接班人本人可以签字。", where=["username"])
        if (handover.given_at if gives else handover.taken_at) is not None:
            return handover
        if handover.state != Handover.OPEN:
            raise Problem("wrong_state", "这次交接已经结束。")
        if not gives and handover.given_at is None:
            raise Problem("wrong_state", "交班人尚未签字。")
        matters = open_matters(handover.area)
        if blocking := [matter for matter in matters if matter["blocks"]]:
            named = "、".join(matter["text"] for matter in blocking[:3])
            raise Problem(
                "sos_open", f"有未确认的求救,不能交接:{named}。请先确认。", where=[f"alarm:{matter['id']}" for matter in blocking]
            )
        before = handover.live()
        handover.matters = matters
        if note is not None and gives:
            handover.note = note.strip()
        now = clock.now()
        if gives:
            handover.given_at = now
        else:
            handover.taken_at, handover.state = now, Handover.SIGNED
            _note(handover)
        handover.save()
        if gives:
            tell(log, [f"area:{handover.area}"], "handover.signed", before, handover.live(), area=handover.area)
        else:
            _leave(log, handover)
    return handover


def drop_handover(*, actor: str, handover_id: int) -> Handover:
    """Begun by mistake, or with the wrong person; what both have signed stands."""
    with act(actor) as log:
        handover = Handover.objects.select_for_update(of=("self",)).select_related("outgoing", "incoming").filter(pk=handover_id).first()
        if handover is None:
            raise Problem("not_found", "没有这次交接。")
        if handover.state == Handover.SIGNED:
            raise Problem("wrong_state", "双方已签字,不能作废。")
        if handover.state == Handover.OPEN:
            handover.state = Handover.DROPPED
            handover.save(update_fields=["state"])
            _leave(log, handover)
    return handover


def _note(handover: Handover) -> None:
    """The log carries the hand-over itself, so that the page of a shift reads from beginning to end."""
    text = f"{handover.outgoing.name}交班,{handover.incoming.name}接班;移交未结事项 {len(handover.matters)} 项。"
    DutyEntry.objects.create(
        area=handover.area, kind="handover", text=text, handling=handover.note, by=handover.incoming.actor, by_name=handover.incoming.name
    )


def _user(number: int, area: str, field: str) -> User:
    user = User.objects.filter(pk=number, is_active=True).first()
    here = Post.objects.valid().filter(user=user).values_list("area", flat=True) if user else []
    if user is None or not any(area.startswith(post) or post.startswith(area) for post in here):
        raise Problem("invalid", "此人在本区划没有岗位。", where=[field])
    return user


def _leave(log: Log, handover: Handover) -> None:
    log.append(f"area:{handover.area}", "handover.left", {"id": handover.pk, "area": handover.area}, area=handover.area)
