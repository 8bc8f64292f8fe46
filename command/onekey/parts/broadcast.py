"""press → **broadcast** → public: one message to everybody who is in the area now, by the carrier – only where the officer wrote one."""

from __future__ import annotations

from collections.abc import Sequence

from command.onekey.models import Leg, Press
from command.onekey.parts.known import Count, Reached, Started, Taken
from command.onekey.rows import PartPreview, PressGap, PressTrouble
from command.onekey.wish import Wish
from dispatch.broadcast.actions import SEND, correct_broadcast, start_area_broadcast, stop_broadcast
from dispatch.broadcast.carriers import default_carrier
from dispatch.broadcast.models import GOING, AreaJob, Broadcast
from dispatch.contacts.duty import area_name
from realtime.accounts.may import Caller
from realtime.rules.models import rule

EVERYBODY = 1_000_000  # who is in an area is the carrier's to know; no lower line of the matrix may let it pass


class Broadcasts:
    name = "broadcast"
    verb = SEND

    def preview(self, who: Caller, wish: Wish) -> PartPreview | None:
        if wish.broadcast is None:
            return None
        places = "、".join(area_name(code) for code in wish.broadcast["areas"]) or "圈定范围"
        gaps: list[PressGap] = []
        if default_carrier() is None:
            gaps.append({"who": "区域发布", "why": "没有接入承办方(docs/channels.md)"})
        elif wish.exercise is not None:
            gaps.append({"who": "区域发布", "why": "演练不使用面向公众的方式"})
        return {
            "kind": "broadcast", "may": True, "on": not gaps, "words": f"向{places}内全体公众发布:{wish.broadcast['text']}",
            "number": 0 if gaps else 1, "who": [], "channels": {}, "gaps": gaps,
            "cost": [] if gaps else [f"{places}内所有人都会收到,发出后不能收回"], "undo": "未发出的停止;已发出的只能更正。",
        }  # fmt: skip

    def prints(self, wish: Wish) -> dict[str, str]:
        return {"carrier": "" if default_carrier() is None else "ready"}

    def changed(self, wish: Wish, before: dict[str, str], now: dict[str, str]) -> list[str]:
        return ["区域发布承办方的接入已变更"]

    def start(self, who: Caller, wish: Wish, press: Press) -> Started:
        assert wish.broadcast is not None
        broadcast = start_area_broadcast(
            actor=who.actor, name=who.name, area=wish.area, areas=wish.broadcast["areas"], polygon=wish.broadcast["polygon"],
            text=wish.broadcast["text"], valid_s=float(rule("broadcast.valid_s", wish.area)), purpose="warning", incident_id=wish.incident,
            exercise=wish.exercise,
        )  # fmt: skip
        return Started(1, broadcast.pk)

    def count(self, leg: Leg) -> Count:
        state = AreaJob.objects.filter(broadcast_id=leg.ref or 0).values_list("state", flat=True).first()
        return Count(1, int(state in (AreaJob.TAKEN, AreaJob.DONE)), int(state in (AreaJob.FAILED, AreaJob.UNKNOWN, AreaJob.SUPPRESSED)))

    def troubles(self, leg: Leg) -> Sequence[PressTrouble]:
        job = AreaJob.objects.filter(broadcast_id=leg.ref or 0).first()
        if job is None or not job.error:
            return []
        return [{"kind": "broadcast", "who": "区域发布", "why": job.error, "todo": "联系承办方,或用大喇叭、短信群发"}]

    def undo(self, who: Caller, leg: Leg) -> Taken:
        broadcast = Broadcast.objects.filter(pk=leg.ref or 0).select_related("job").first()
        if broadcast is None or broadcast.state != GOING:
            return Taken(stays=["区域发布已发出,不能收回,请发更正"])
        waiting = broadcast.job.state == AreaJob.QUEUED
        stop_broadcast(actor=who.actor, name=who.name, broadcast_id=broadcast.pk)
        if waiting:
            return Taken(["区域发布未交承办方,已停止"])
        return Taken(stays=["区域发布已交承办方,已通知停止;发出的不能收回,请发更正"])

    def reached(self, leg: Leg) -> Reached:
        """The public has no names: who was there is told again by the carrier, see `correct`."""
        return Reached()

    def correct(self, who: Caller, leg: Leg, text: str) -> int | None:
        return correct_broadcast(actor=who.actor, name=who.name, broadcast_id=leg.ref or 0, text=text).pk


part = Broadcasts()
