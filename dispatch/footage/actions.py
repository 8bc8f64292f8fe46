"""Verbs on recorded video: begin, end. The stream runs as long as it is recorded, watched or not; what was recorded is collected by the worker."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction

from devices.video.asking import ask
from devices.video.models import Job, Stream
from devices.video.watching import leave, watch
from dispatch.footage.models import Footage
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log, act

PROVIDERS = ("mediamtx", "dji")  # whose pictures pass a server that can keep them
CLERK = "clerk"


def key_of(footage: Footage) -> str:
    """Of its viewing: to the stream a recording is one who watches."""
    return f"footage-{footage.pk}"


def start_footage(*, actor: str, name: str, incident_id: int, stream_id: int) -> Footage:
    """Pressed twice is begun once; a lens records for one incident at a time."""
    with act(actor, Incident.objects.values_list("exercise_id", flat=True).filter(pk=incident_id).first()) as log:
        incident = Incident.objects.select_for_update().get(pk=incident_id)
        if not incident.open:
            raise Problem("wrong_state", "事件已结束,不能再开始录像。")
        stream = Stream.objects.select_for_update().get(pk=stream_id)
        if stream.provider not in PROVIDERS:
            raise Problem("wrong_state", "这路视频不经本平台的流媒体服务器,请在其录像机或云平台上调取录像。")
        if not (settings.MEDIAMTX_API_URL and settings.MEDIAMTX_REC_DIR):
            raise Problem("unavailable", "没有配置流媒体服务器的录像(MEDIAMTX_API_URL、MEDIAMTX_REC_DIR),请联系管理员。")
        going = Footage.objects.filter(stream=stream, state=Footage.GOING).select_related("incident").first()
        if going is not None and going.incident_id == incident.pk:
            return going
        try:
            with transaction.atomic():
                footage = Footage.objects.create(
                    stream=stream, incident=incident, by=actor, by_name=name[:60], exercise_id=incident.exercise_id
                )
        except IntegrityError:
            number = going.incident.number if going else ""
            raise Problem("conflict", f"这路视频正在为事件 {number} 录像。") from None
        footage.refresh_from_db()
        watch(actor=CLERK, stream_id=stream.pk, key=key_of(footage))
        tell(log, footage, "footage.started")
    return footage


def stop_footage(*, actor: str, footage_id: int, why: str = "", failed: bool = False) -> Footage:
    """Ended twice is ended once. The last file becomes whole a moment later and is collected then."""
    with act(actor, Footage.objects.values_list("exercise_id", flat=True).filter(pk=footage_id).first()) as log:
        footage = Footage.objects.select_for_update(of=("self",)).select_related("stream", "incident").filter(pk=footage_id).first()
        if footage is None:
            raise Problem("not_found", "没有这次录像。")
        if footage.state != Footage.GOING:
            return footage
        footage.state, footage.stopped_at, footage.why = (Footage.FAILED if failed else Footage.STOPPED), clock.now(), why[:120]
        if footage.asked_at is not None:
            ask(Job.KEEP, footage.stream, actor=actor, payload={"on": False})
        footage.save(update_fields=["state", "stopped_at", "why"])
        leave(actor=CLERK, stream_id=footage.stream_id, key=key_of(footage))
        tell(log, footage, "footage.failed" if failed else "footage.stopped")
    return footage


def tell(log: Log, footage: Footage, kind: str) -> None:
    log.append(f"incident:{footage.incident_id}", kind, dict(footage.row()), area=footage.incident.area)
