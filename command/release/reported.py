"""signed report → **reported** → figures: what the paper itself says, which is what somebody signed.

The figures beside a paper are those it was drafted from. Where an officer put another number into its words before it was signed, the words hold.
"""

from __future__ import annotations

from command.release.measures import MEASURES
from command.release.text_numbers import said_in
from command.reports.elements import UNKNOWN
from command.reports.models import Report
from command.reports.wording import consequences, scope

COUNTED = ("consequences", "scope")  # the elements that have the numbers


def reported_figures(report: Report | None) -> dict[str, float]:
    if report is None:
        return {}
    figures = {key: value for key, value in report.figures.items() if key in MEASURES}
    words = "\n".join([*(report.elements.get(key, UNKNOWN) for key in COUNTED), report.text if report.template == "brief" else ""])
    told: dict[str, set[float]] = {}
    for one in said_in(words):
        told.setdefault(one.measure, set()).add(one.value)
    drafted = {one.measure: one.value for one in said_in(f"{consequences(report.figures)}\n{scope(report.figures)}")}
    for measure, values in told.items():
        if len(values) == 1 and values != {drafted.get(measure)}:  # said twice and differently, the figures hold
            figures[measure] = values.pop()
    return figures
