"""Which set of terms holds: the bureau's choice, a rule row for its area; what runs already keeps the term it was told."""

from __future__ import annotations

from command.reports.terms import ReportTerm
from realtime import clock
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import Rule


def choose_scheme(*, actor: str, area: str, scheme: str, source: str) -> None:
    if not ReportTerm.objects.filter(scheme=scheme).exists():
        raise Problem("invalid", f"没有“{scheme}”这套报告时限。", where=["scheme"])
    with act(actor):
        Rule.objects.create(
            name="reports.scheme", area=area, value=scheme, unit="依据", source=source.strip()[:200], valid_from=clock.now()
        )
