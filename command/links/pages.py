"""链路健康 for people, `/metrics` for Prometheus."""

from __future__ import annotations

import hmac
import math
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from command.links.gauges import GROUPS
from command.links.reading import read, read_all
from command.links.saying import said
from realtime import clock
from realtime.accounts.may import READ, caller_of_user
from realtime.accounts.models import User

LOCAL = ("127.0.0.1", "::1")


def page(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        return redirect(f"/people/sign-in/?next={request.path}")
    if not caller_of_user(user, session=request.session.session_key or "").may(READ, settings.CITY):
        return render(request, "refused.html", {"what": "链路健康只对市级岗位开放", "do": "请联系市应急指挥中心。"}, status=403)
    groups = [(name, [(one.gauge.words, one.sample.of, said(one), one.state) for one in readings]) for name, readings in read_all()]
    bad = sum(state != "ok" for _, rows in groups for *_, state in rows)
    return render(request, "links/page.html", {"groups": groups, "bad": bad, "at": clock.now(), "sealed": bool(settings.BACKUP_RECIPIENT)})


def metrics(request: HttpRequest) -> HttpResponse:
    """With `METRICS_TOKEN` as a bearer token; without that setting only from this machine itself."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    allowed = hmac.compare_digest(given.encode(), token.encode()) if token else _local(request)
    if not allowed:
        return HttpResponse("METRICS_TOKEN\n", status=403, content_type="text/plain")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Readings())
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


def _local(request: HttpRequest) -> bool:
    """A proxy on this machine speaks for others, so what it forwarded is not local."""
    return request.META.get("REMOTE_ADDR") in LOCAL and "X-Forwarded-For" not in request.headers


class Readings(Collector):
    def collect(self) -> Iterator[Metric]:
        for gauge in (gauge for _, gauges in GROUPS for gauge in gauges):
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=[gauge.label] if gauge.label else [])
            for one in read(gauge):
                if not math.isnan(one.sample.value):
                    family.add_metric([one.sample.of] if gauge.label else [], one.sample.value)
            yield family
