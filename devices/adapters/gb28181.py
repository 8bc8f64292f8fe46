"""wire → **gb28181** → pipeline: MobilePosition, Alarm and Keepalive of video platforms, as their XML or as wvp's JSON (docs/devices.md).

Topic ``gb28181/{20-digit id}``. Speed is km/h, times are local (GMT+8) without an offset, text declared GB2312 is in fact GB18030. A body camera's
SOS is alarm method 5, type 1.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from devices.adapters.known import Command, Facts, Reader, Unsupported, hash_of
from devices.readings import Decoded, Fix, Reading, Sos, Source, Status, Text, Undecodable, device_time
from devices.sane import judge

NAME = "gb28181"
ROOTS = ("gb28181",)
TELEMETRY: tuple[str, ...] = ()
PROMISES = ("gb28181/+",)  # a platform that pushes over MQTT

MAX_BYTES = 64 * 1024
# In this order: of the channel, then of the device. wvp: channelDeviceId or code (Redis), gbId (alarms); deviceId or serial
_ID_NAMES = ("channeldeviceid", "code", "gbid", "gbdeviceid", "channelid", "deviceid", "serial")
_SHORTEST_ID = 8
_GMT8 = timezone(timedelta(hours=8))
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_SOS = re.compile(r"SOS|一键报警|紧急求助|紧急呼叫", re.IGNORECASE)
# (method, type) → words and level
_ALARMS = {
    ("2", "1"): ("视频丢失", 1), ("2", "2"): ("设备防拆报警", 2), ("2", "3"): ("存储设备磁盘满", 1), ("2", "4"): ("设备高温", 2), ("2", "5"): ("设备低温", 1),
    ("5", "2"): ("运动目标检测", 1), ("5", "3"): ("遗留物检测", 1), ("5", "4"): ("物体移除检测", 1), ("5", "5"): ("绊线检测", 1), ("5", "6"): ("入侵检测", 2),
    ("5", "7"): ("逆行检测", 1), ("5", "8"): ("徘徊检测", 1), ("5", "10"): ("密度检测", 1), ("5", "11"): ("视频异常", 1), ("5", "12"): ("快速移动", 1),
    ("6", "1"): ("存储设备磁盘故障", 1), ("6", "2"): ("风扇故障", 1),
}  # fmt: skip
_METHODS = {"1": "电话报警", "2": "设备报警", "3": "短信报警", "4": "定位报警", "5": "视频报警", "6": "设备故障报警", "7": "其他报警"}


def remember(source: Source, facts: Facts) -> None:
    return None


def said_by(payload: bytes) -> dict[str, str]:
    """One notification as flat lower-case names, whichever form it came in. Raises Undecodable."""
    if len(payload) > MAX_BYTES:
        raise Undecodable("报文过长")
    if payload.lstrip()[:1] == b"{":
        try:
            said = msgspec.json.decode(payload, type=dict[str, Any])
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise Undecodable(f"无法解析: {error}"[:200]) from None
        inner = said.get("data")
        flat = said | inner if isinstance(inner, dict) else said
        return {name.lower(): str(value).strip() for name, value in flat.items() if isinstance(value, str | int | float)}
    return _xml(payload)


def _xml(payload: bytes) -> dict[str, str]:
    declared = payload[:120].lower()
    try:
        text = payload.decode("utf-8") if b"utf-8" in declared else payload.decode("gb18030")
    except UnicodeDecodeError:
        raise Undecodable("既不是 GB18030 也不是 UTF-8 文本") from None
    try:
        root: Element = fromstring(_DECLARED.sub("", text, count=1).strip())
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Undecodable(f"XML 无法解析: {error}"[:200]) from None
    return {_local(node): (node.text or "").strip() for node in root.iter() if node.text and not len(node)}


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2].lower()


def device_of(payload: bytes) -> str:
    """The channel that moved or called; platforms name the device it hangs on besides."""
    return next(iter(_ids(said_by(payload))), "")


def _ids(said: dict[str, str]) -> list[str]:
    """Newer versions of wvp call the row number in their database ``channelId``: only what is long enough is an id."""
    return [said[name] for name in _ID_NAMES if len(said.get(name, "")) >= _SHORTEST_ID]


def route(topic: str) -> tuple[Source, Reader]:
    ident = topic.partition("/")[2]
    if not (0 < len(ident) <= 64 and ident.isalnum()):
        raise Undecodable("主题应为 gb28181/{国标编号}")
    source = Source(NAME, ident)

    def read(payload: bytes, received_ms: int, retained: bool, memory: object) -> Decoded:
        said = said_by(payload)
        if ident not in _ids(said):
            raise Undecodable("报文中的设备编号与主题不符")
        return _told(source, said, payload, received_ms), ()

    return source, read


def _told(source: Source, said: dict[str, str], payload: bytes, received_ms: int) -> list[Reading]:
    kind = said.get("cmdtype", "").lower()
    if kind == "alarm" or (not kind and ("alarmmethod" in said or "alarmsn" in said)):
        return _alarm(source, said, payload, received_ms)
    if kind == "keepalive":
        return [Status(source=source, received_ms=received_ms, online=said.get("status", "OK").upper() == "OK")]
    if kind == "mobileposition" or (not kind and "longitude" in said):
        fix = _fix(source, said, _time(said, "time", "gpstime", "createtime"), received_ms)
        return [fix or Status(source=source, received_ms=received_ms, held=True)]
    raise Undecodable(f"不支持的国标通知 {kind[:40] or '(无类型)'}")


def _fix(source: Source, said: dict[str, str], at_ms: int | None, received_ms: int) -> Fix | None:
    lat, lon = _number(said, "latitude"), _number(said, "longitude")
    if lat is None or lon is None:
        return None
    speed = _number(said, "speed")
    return Fix(
        source, at_ms, received_ms, lat, lon, _number(said, "altitude"), None, speed / 3.6 if speed is not None and speed >= 0 else None, _number(said, "direction")
    )  # fmt: skip


def _alarm(source: Source, said: dict[str, str], payload: bytes, received_ms: int) -> list[Reading]:
    at_ms = _time(said, "alarmtime", "time")
    method, kind = said.get("alarmmethod") or said.get("alarmsn", ""), said.get("alarmtype", "")  # wvp's alarm on Redis says alarmSn for it
    words = "".join(sign for sign in said.get("alarmdescription", "") if sign.isprintable())[:200]
    fix = _fix(source, said, at_ms, received_ms)
    placed = fix is not None and judge(fix.lat, fix.lon, None, received_ms) == 0
    found: list[Reading] = []
    if (method, kind) == ("5", "1") or _SOS.search(words):
        found.append(
            Sos(
                source=source,
                at_ms=at_ms,
                received_ms=received_ms,
                active=True,
                message_id=f"sos:{hash_of(payload)}",
                lat=fix.lat if fix and placed else None,
                lon=fix.lon if fix and placed else None,
                text=words,
            )
        )
    else:
        named, level = _ALARMS.get((method, kind), (_METHODS.get(method, "报警"), 1))
        text = f"{named}:{words}" if words and words != named else named
        key = f"alarm:{hash_of(payload)}"
        found.append(Text(source=source, at_ms=at_ms, received_ms=received_ms, message_id=key, text=text[:200], topic="hms", level=level))
    if fix is not None and placed:
        found.append(fix)
    return found


def _number(said: dict[str, str], name: str) -> float | None:
    text = said.get(name, "")
    if not text or text.lower() == "null":
        return None
    value = float(text)
    if not math.isfinite(value):
        raise Undecodable(f"{name} 不是有限的数")
    return value


def _time(said: dict[str, str], *names: str) -> int | None:
    text = next((said[name] for name in names if said.get(name)), "")
    if not text:
        return None
    if text.isdigit() and len(text) in (10, 13):
        return device_time(float(text))
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Undecodable("看不懂的时间格式") from None
    return device_time((at if at.tzinfo else at.replace(tzinfo=_GMT8)).timestamp() * 1000)


def hint(topic: str) -> dict[str, object]:
    """Digits 11–13 of the id name the type: 131 and 132 cameras, 134 an alarm key."""
    ident = topic.partition("/")[2]
    return {
        "kind": "person" if ident[10:13] in ("132", "134") else "vehicle" if ident[10:13] == "118" else "other",
        "area": ident[:6],
        "label": ident,
    }


def encode(command: Command) -> tuple[str, bytes]:
    raise Unsupported("国标视频平台的设备只上报;喊话和画面请用视频功能")
