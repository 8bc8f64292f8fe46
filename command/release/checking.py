"""release × report, text, outlet → **checking** → what stands between a draft and its signature; the same for the screen and for the signature."""

from __future__ import annotations

from typing import NamedTuple, cast

from django.db.models import F, Value
from django.db.models.functions import Length, StrIndex
from django.db.models.lookups import GreaterThan

from command.evacuation.register.models import Vulnerable
from command.release.comparing import Difference, differences, omitted
from command.release.hiding import Finding, findings, veiled
from command.release.measures import MEASURES
from command.release.models import Release
from command.release.reported import reported_figures
from command.release.rows import ReleaseCheck
from command.release.text_numbers import Said, said_in
from command.reports.models import OUTSIDE, Report
from command.reports.models import SIGNED as REPORT_SIGNED
from dispatch.contacts.models import Person
from dispatch.features.catalogue import PROTECTED_KEYS
from dispatch.features.models import Feature
from realtime.accounts.may import Caller
from realtime.accounts.models import User
from realtime.clock import iso
from realtime.codes import Problem
from realtime.rules.models import rule

SIGN = "release.sign"
SHORTEST_TARGET = 4  # characters: a protected target called 水厂 would be in every text
SHORTEST_NAME = 2
MOST = 20
OFFICES = ("室", "中心", "局", "队", "站", "所", "处")  # an entry of the contacts that is no person


class Outlet(NamedTuple):
    text: str
    ok: bool
    why: str


def latest_report(release: Release, *, lock: bool = False) -> Report | None:
    """The newest paper of the incident that carries a signature; one that came back does not count until it is signed anew."""
    if release.incident_id is None:
        return None
    found = Report.objects.filter(incident=release.incident_id, kind__in=("first", "follow", "final"), state__in=OUTSIDE | {REPORT_SIGNED})
    return (found.select_for_update(of=("self",)) if lock else found).order_by("-pk").first()


def compare(release: Release, report: Report | None) -> tuple[list[Difference], list[Said]]:
    said = said_in(f"{release.title}。{release.text}")
    sums: dict[str, float] = {}
    for line in release.lines:
        sums[line["measure"]] = sums.get(line["measure"], 0) + line["value"]
    return differences(release.figures, said, sums, reported_figures(report)), said


def hidden(release: Release) -> list[Finding]:
    """What the patterns find, names of people we know, protected targets of its area."""
    text = f"{release.title}\n{release.text}"
    found = findings(text)
    for name in _names_in(text):
        found.append(Finding("name", "人名", veiled(name)))
    targets = (
        Feature.objects.filter(layer__in=PROTECTED_KEYS, area__startswith=release.area[:4]).exclude(name="").values_list("name", flat=True)
    )
    found += [Finding("target", "防护目标", veiled(name)) for name in targets.iterator() if len(name) >= SHORTEST_TARGET and name in text]
    return found[:MOST]


def _names_in(text: str) -> list[str]:
    """The database looks: registers hold tens of thousands of names."""
    found: set[str] = set()
    for model in (User, Person, Vulnerable):
        said = GreaterThan(StrIndex(Value(text), F("name")), 0)
        rows = model._default_manager.filter(said, GreaterThan(Length(F("name")), SHORTEST_NAME - 1))
        found.update(rows.values_list("name", flat=True)[:MOST])
    return sorted(name for name in found if not name.endswith(OFFICES))


def outlet_of(release: Release, who: Caller | None) -> Outlet:
    """The single outlet as the four ones name it. `who`: may this person sign? None: only what is named."""
    text = ""
    if release.incident is not None:
        newest = release.incident.four_one_history.filter(item="outlet").order_by("-pk").first()
        text = newest.text if newest else ""
        if not text:
            return Outlet("", False, "事件“四个一”还没有写明信息出口,请先补齐。")
    if who is None:
        return Outlet(text, True, "")
    grants = [grant for grant in who.grants if grant.allows(SIGN, release.area)]
    if not grants:
        return Outlet(text, False, "当前岗位没有发布签发权。")
    if release.incident is None:
        roles = list(rule("release.outlet_roles", release.area))
        ok = any(grant.role in roles for grant in grants)
        return Outlet(text, ok, "" if ok else "不属于某一事件的发布,由新闻发言人或带班领导签发。")
    if rule("release.outlet", release.area) != "named":
        return Outlet(text, True, "")
    ok = who.name in text or any(grant.role_name in text for grant in grants)
    return Outlet(text, ok, "" if ok else f"本事件的信息出口是“{text}”,只能由其签发。")


def check(release: Release, who: Caller | None) -> ReleaseCheck:
    report = latest_report(release)
    different, said = compare(release, report)
    found, outlet = hidden(release), outlet_of(release, who)
    reported = reported_figures(report)
    return cast("ReleaseCheck", {
        "report": report.pk if report else None, "report_title": report.title if report else "", "report_number": report.number_text if report else "",
        "report_signed_at": iso(report.signed_at) if report else None, "reported": reported,
        "differences": [{**one._asdict(), "name": MEASURES[one.measure].name, "words": one.words()} for one in different],
        "omitted": omitted(release.figures, said, reported), "findings": [one._asdict() for one in found], "outlet": outlet.text,
        "outlet_ok": outlet.ok, "outlet_why": outlet.why, "ok": not different and not found and outlet.ok and not (release.incident_id and report is None),
    })  # fmt: skip


def require_same(release: Release) -> Report | None:
    """Held against the report under lock; refused field by field."""
    report = latest_report(release, lock=True)
    if release.incident_id is not None and report is None:
        raise Problem("numbers_differ", "这个事件还没有已签发的信息报告,不能对外发布。请先签发报告。", where=["report"])
    different, _ = compare(release, report)
    if different:
        named = f"最新签发的报告({report.number_text or report.title})" if report else "信息报告(本事件没有)"
        raise Problem(
            "numbers_differ", f"与{named}不一致:{';'.join(one.words() for one in different)}。请更正发布稿,或先签发新的续报。",
            where=[f"{one.where}.{one.measure}" for one in different],
            holder={"report": report.pk if report else None, "fields": [one._asdict() for one in different]},
        )  # fmt: skip
    return report


def require_public(release: Release) -> None:
    found = hidden(release)
    if found:
        told = "、".join(f"{one.name}“{one.text}”" for one in found)
        raise Problem("not_public", f"对外发布不得含:{told}。请删去后再送签。", where=[f"text.{one.kind}" for one in found])
