"""override → **acts** → log: who may see that somebody broke in, cut off, listened or silenced."""

from __future__ import annotations

from django.conf import settings

from realtime.log import Log
from realtime.talk.models import Act

BREAK_IN_S = 10.0  # from the press of 强插 to the request for the floor


def audit_stream() -> str:
    """Without an area no screen may follow it: the record of every act of authority, refused ones too."""
    return f"talk:{settings.CITY}"


def tell_act(log: Log, act: Act, verb: str) -> None:
    """On the audit stream always; on the incident's timeline unless it is 监听, which those who are listened to would read there."""
    body = dict(act.row())
    log.append(audit_stream(), f"talk_act.{verb}", body)
    if act.group.incident_id is not None and act.act != Act.LISTEN and not act.group.private:
        log.append(f"incident:{act.group.incident_id}", f"talk_act.{verb}", body, area=act.group.area)
