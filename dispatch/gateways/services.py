"""message → **services** → mail, 企业微信, 钉钉, 飞书. Addresses, sign-in and encoding are apprise's.

The three robots answer "200" to what they refuse and say why in the body; apprise does not read it, so these three are posted here.
"""

from __future__ import annotations

import logging
from typing import Any, ClassVar
from urllib.parse import quote, unquote

import apprise
import requests
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from dispatch.callout.channels.known import ChannelFailed, EachAlone, Handed, Message
from dispatch.gateways import circuit
from dispatch.gateways.carrying import providers
from dispatch.gateways.models import Provider
from dispatch.gateways.secrets import secret_of

# What it logs holds addresses with their secrets.
logging.getLogger("apprise").setLevel(logging.CRITICAL)

TIMEOUT_S = 2.0  # to connect and to answer, each
TITLE = "应急指挥中心"


class Service(EachAlone):
    name = ""
    outside = True
    receipts = False  # a robot's 200 says it is in the group, not that anybody's device has it
    slow = True
    words = ""

    def ready(self) -> bool:
        return bool(providers(self.name))

    @property
    def several(self) -> bool:
        return len(providers(self.name)) > 1

    def send(self, message: Message) -> Handed:
        found = providers(self.name)
        if not found:
            raise ChannelFailed(f"没有启用的{self.words}")
        provider = circuit.ways(found)[0][0]
        try:
            self._say(self._plugin(provider, message), provider, message)
        except ChannelFailed as reason:  # whether it took the message is not known: no other one says it again
            if reason.retry:
                reason.stood_in = circuit.broke(provider, reason.words, [other for other in found if other.pk != provider.pk])
            raise
        circuit.worked(provider)
        return Handed(f"{provider.code}:{message.id}", sent=True)

    def _plugin(self, provider: Provider, message: Message) -> Any:
        secret = secret_of(provider.code)
        plugin = apprise.Apprise.instantiate(self._address(secret, message)) if secret else None
        if plugin is None:
            raise ChannelFailed(f"{provider.name}的地址没有设置或不正确", retry=True)
        plugin.socket_connect_timeout = plugin.socket_read_timeout = TIMEOUT_S
        return plugin

    def _address(self, secret: str, message: Message) -> str:
        return secret

    def _say(self, plugin: Any, provider: Provider, message: Message) -> None:
        raise NotImplementedError


class Mail(Service):
    name, words = "mail", "邮件服务"

    def _address(self, secret: str, message: Message) -> str:
        if "@" not in message.to:
            raise ChannelFailed("邮件地址不正确")
        return f"{secret}{'&' if '?' in secret else '?'}to={quote(message.to)}"

    def _say(self, plugin: Any, provider: Provider, message: Message) -> None:
        answer = f"\n\n应答:{message.answer_url}" if message.answer_url else ""
        if not plugin.notify(body=message.text + answer, title=f"{'【演练】' if message.exercise else ''}{TITLE}", body_format="text"):
            raise ChannelFailed("邮件服务器没有接收", retry=True)


class Robot(Service):
    """Of a group chat: posts, and reads what the service answers."""

    code: ClassVar[str] = "errcode"
    said: ClassVar[str] = "errmsg"

    def _post(self, plugin: Any, provider: Provider, url: str, payload: dict[str, Any], params: dict[str, str] | None = None) -> None:
        try:
            answer = requests.post(
                url, json=payload, params=params, timeout=plugin.request_timeout, verify=plugin.verify_certificate, allow_redirects=False
            )
            body = answer.json() if answer.content else {}
        except requests.ConnectionError:
            raise ChannelFailed(f"{self.words}连接不上", retry=True) from None
        except (requests.RequestException, ValueError) as error:
            raise ChannelFailed(f"{self.words}没有正常应答:{type(error).__name__}", retry=True) from None
        code = body.get(self.code, body.get("StatusCode", 0)) if isinstance(body, dict) else 0
        if answer.status_code != 200 or code:
            said = str(body.get(self.said, "")) if isinstance(body, dict) else ""
            raise ChannelFailed(f"{self.words}拒绝({code or answer.status_code} {said[:60]})".strip(), retry=True)

    def _text(self, message: Message) -> str:
        who = f"@{message.name} " if message.name else ""
        return f"{who}{message.text}" + (f"\n应答:{message.answer_url}" if message.answer_url else "")


class Wecom(Robot):
    name, words = "wecom", "企业微信"

    def _say(self, plugin: NotifyWeComBot, provider: Provider, message: Message) -> None:
        url = (provider.url or plugin.notify_url).format(key=plugin.key)
        phones = [message.to] if message.to.removeprefix("+").isdigit() else []
        self._post(plugin, provider, url, {"msgtype": "text", "text": {"content": self._text(message), "mentioned_mobile_list": phones}})


class Dingtalk(Robot):
    name, words = "dingtalk", "钉钉"

    def _say(self, plugin: NotifyDingTalk, provider: Provider, message: Message) -> None:
        params = None
        if plugin.secret:
            at, signature = plugin.get_signature()  # type: ignore[no-untyped-call]
            params = {"timestamp": str(at), "sign": unquote(signature)}  # escaped for a URL already, and requests does it again
        phones = [message.to] if message.to.removeprefix("+").isdigit() else list(plugin.targets)
        payload = {"msgtype": "text", "text": {"content": self._text(message)}, "at": {"atMobiles": phones, "isAtAll": False}}
        self._post(plugin, provider, (provider.url or plugin.notify_url).format(token=plugin.token), payload, params)


class Feishu(Robot):
    name, words, code, said = "feishu", "飞书", "code", "msg"

    def _say(self, plugin: NotifyFeishu, provider: Provider, message: Message) -> None:
        url = (provider.url or plugin.notify_url).format(token=plugin.token)
        self._post(plugin, provider, url, {"msg_type": "text", "content": {"text": self._text(message)}})
