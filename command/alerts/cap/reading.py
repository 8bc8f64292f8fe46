"""CAP 1.2 → **reading** → message. What it does not know it leaves aside; what is wrong it refuses by name."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from command.alerts.cap.message import (
    CANCEL,
    CATEGORIES,
    CERTAINTIES,
    KINDS,
    RESPONSES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    UPDATE,
    URGENCIES,
    Info,
    Message,
    Pair,
    Place,
    Reference,
    Refused,
)
from command.alerts.cap.xml import circle, clean, instant, maybe_instant, needed, one_of, ring, text

SPACE = "urn:oasis:names:tc:emergency:cap:1.2"
NS = f"{{{SPACE}}}"
MOST = 100  # infos, areas, codes … of one message


def read_cap(root: Element) -> Message:
    kind = one_of(root, f"{NS}msgType", KINDS)
    references = _references(text(root, f"{NS}references"))
    if kind in (UPDATE, CANCEL) and not references:
        raise Refused(f"msgType 为 {kind} 时须有 references,指明更新或解除哪一条")
    return Message(
        identifier=_token(root, "identifier"), sender=_token(root, "sender"), sent=instant(needed(root, f"{NS}sent"), "sent"),
        status=one_of(root, f"{NS}status", STATUSES), kind=kind, scope=one_of(root, f"{NS}scope", SCOPES),
        source=text(root, f"{NS}source"), note=text(root, f"{NS}note"), references=references,
        infos=tuple(_info(one) for one in _all(root, "info")),
    )  # fmt: skip


def _token(root: Element, name: str) -> str:
    """Identifier and sender stand in references, where a space or a comma would part them."""
    said = needed(root, f"{NS}{name}", most=120)
    if any(character in said for character in " ,<&\n\t"):
        raise Refused(f"{name} 不得含有空格、逗号、< 或 &")
    return said


def _references(said: str) -> tuple[Reference, ...]:
    found = []
    for one in said.split():
        parts = one.split(",")
        if len(parts) != 3 or not all(parts):
            raise Refused(f"references 读不懂:{one[:80]}(应为 sender,identifier,sent)")
        found.append(Reference(parts[1], parts[0], instant(parts[2], "references")))
    return tuple(found[:MOST])


def _info(info: Element) -> Info:
    categories = tuple(clean(one.text or "") for one in _all(info, "category"))
    responses = tuple(clean(one.text or "") for one in _all(info, "responseType"))
    if not categories:
        raise Refused("缺少 category")
    for name, said, known in (("category", categories, CATEGORIES), ("responseType", responses, RESPONSES)):
        if strange := [one for one in said if one not in known]:
            raise Refused(f"{name} 为“{strange[0][:40]}”,不在标准所列之内")
    return Info(
        event=needed(info, f"{NS}event"), categories=categories, responses=responses, language=text(info, f"{NS}language", most=40) or "en-US",
        urgency=one_of(info, f"{NS}urgency", URGENCIES), severity=one_of(info, f"{NS}severity", SEVERITIES),
        certainty=one_of(info, f"{NS}certainty", CERTAINTIES), codes=_pairs(info, "eventCode"), effective=maybe_instant(info, f"{NS}effective"),
        onset=maybe_instant(info, f"{NS}onset"), expires=maybe_instant(info, f"{NS}expires"), sender_name=text(info, f"{NS}senderName"),
        headline=text(info, f"{NS}headline"), description=text(info, f"{NS}description"), instruction=text(info, f"{NS}instruction"),
        web=text(info, f"{NS}web"), contact=text(info, f"{NS}contact"), parameters=_pairs(info, "parameter"),
        places=tuple(_place(one) for one in _all(info, "area")),
    )  # fmt: skip


def _place(area: Element) -> Place:
    return Place(
        name=needed(area, f"{NS}areaDesc", most=2000), polygons=tuple(ring(one.text or "") for one in _all(area, "polygon")),
        circles=tuple(circle(one.text or "") for one in _all(area, "circle")), geocodes=_pairs(area, "geocode"),
    )  # fmt: skip


def _pairs(parent: Element, name: str) -> tuple[Pair, ...]:
    return tuple((text(one, f"{NS}valueName"), text(one, f"{NS}value")) for one in _all(parent, name))


def _all(parent: Element, name: str) -> list[Element]:
    found = parent.findall(f"{NS}{name}")
    if len(found) > MOST:
        raise Refused(f"{name} 多于 {MOST} 项")
    return found
