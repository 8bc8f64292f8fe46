"""message → **wording** → gateway: registered template or free text, signature, variables at their length, and what it costs."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from dispatch.callout.channels.known import ChannelFailed, Message
from dispatch.gateways.lengths import Length, measure
from dispatch.gateways.models import Provider, Template

VARIABLE = re.compile(r"\{(\w+)\}")
CUT = "…"
DRILL = "演练,演练。"  # a registered drill template has it already; its variables do not repeat it


class Worded(NamedTuple):
    text: str
    template: str
    variables: dict[str, str]
    length: Length


def word(message: Message, provider: Provider) -> Worded:
    template = _template(message, provider)
    if template is None and provider.templates_only:
        raise ChannelFailed(f"{provider.name}没有{'演练用的' if message.exercise else ''}报备模板(用途 {message.purpose or '通用'})")
    variables: dict[str, str] = {}
    text = message.text
    if template is not None:
        known = _variables(message)
        variables = {name: _fitting(known.get(name, ""), template.limits.get(name)) for name in VARIABLE.findall(template.text)}
        text = VARIABLE.sub(lambda found: variables[found[1]], template.text)
    if provider.signature:
        text = f"【{provider.signature}】{text.replace('【', '[').replace('】', ']')}"  # a second pair is taken for a signature and refused
    if provider.bmp_only:
        text = "".join(sign if ord(sign) < 0x10000 else "□" for sign in text)
    length = measure(text)
    if length.parts > provider.most_parts:
        raise ChannelFailed(f"内容 {length.units} 字,须拆 {length.parts} 条,超过网关上限 {provider.most_parts} 条")
    return Worded(text, template.code if template else "", variables, length)


def _template(message: Message, provider: Provider) -> Template | None:
    """The one named, else the one registered for this purpose, else one for all purposes."""
    found = [one for one in provider.templates.all() if one.active and one.drill == message.exercise]
    if message.template:
        return next((one for one in found if one.code == message.template), None)
    exact = [one for one in found if one.purpose == message.purpose]
    return next(iter(exact or [one for one in found if not one.purpose]), None)


def _variables(message: Message) -> dict[str, str]:
    person = message.person
    own = {
        "name": message.name or (person.name if person else ""), "org": person.org if person else "", "sender": message.sender,
        "text": message.text.removeprefix(DRILL) if message.exercise else message.text, "code": "1", "url": message.answer_url,
    }  # fmt: skip
    return own | dict(message.variables)


def _fitting(value: str, limit: Any) -> str:
    """Cut with a mark that says so; the whole text is on the platform and in the robot's call."""
    value = re.sub(r"\s+", " ", value).strip()
    if not isinstance(limit, int) or len(value) <= limit:
        return value
    return value[: max(0, limit - 1)] + CUT
