"""spreadsheet → **importing** → contacts: judged row by row, shown, applied when somebody says yes; a bad row costs no good row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from dispatch.contacts.actions import cleaned, store_addresses, store_changes, store_person
from dispatch.contacts.models import ContactRole, Person
from dispatch.teams.importing.judging import Judged, text_of
from dispatch.teams.importing.names import BadValue, Names, one_of, parts
from realtime.accounts.models import User
from realtime.areas.models import CITY, DISTRICT, TOWN
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Column, Line, template

# Tried together at first what costs nobody a free hand, then what must be picked up.
RANKS = {
    "app": 0, "sms": 0, "wecom": 0, "dingtalk": 0, "feishu": 0, "radio": 1, "phone": 1, "tak": 1, "loudspeaker": 1, "satellite": 2, "mail": 3,
}  # fmt: skip
WAYS = {
    "手机": "phone", "短信": "sms", "电台": "radio", "卫星电话": "satellite", "邮件": "mail",
    "企业微信": "wecom", "钉钉": "dingtalk", "飞书": "feishu", "TAK": "tak", "大喇叭": "loudspeaker",
}  # fmt: skip
ORDER = "优先顺序"
BEHIND = {"副手": "deputy", "上级": "superior"}
NOTES = [
    "一行一人;不要合并单元格,不要改列名。",
    "同一区划内同名视为同一人,再次导入即为更新,空白的单元格保持原值。",
    "有错的行不影响其他行:改好后再导入一次即可。",
]


def columns() -> list[Column]:
    roles = [role.name for role in ContactRole.objects.all()]
    return [
        Column("姓名", True, "值班室填“××值班室”", "良口镇值班室"),
        Column("单位", False, "", "良口镇人民政府"),
        Column("职务", False, "", "值班员"),
        Column("职责", True, "一键通知按职责呼叫", "值班室", roles),
        Column("区划", True, "代码或全称", "440117104"),
        Column("手机", False, "电话号码,只填数字", "13900001111"),
        Column("短信", False, "接收短信的号码", "13900001111"),
        Column("电台", False, "电台编号", "R0042"),
        Column("卫星电话", False, "", "17401234567"),
        Column("邮件", False, "", "lk@example.org"),
        Column("企业微信", False, "成员账号", "lk_zhiban"),
        Column("钉钉", False, "成员编号", ""),
        Column("飞书", False, "成员编号", ""),
        Column("TAK", False, "终端呼号", ""),
        Column("大喇叭", False, "终端编号;职责为“村村通大喇叭”的行填写", ""),
        Column(ORDER, False, "先用哪种方式,顿号隔开;不填则短信、即时消息在前,电话、电台其次", "手机、短信、卫星电话"),
        Column("登录名", False, "已有账号的登录名;填了即可在网页上叫应", "lk"),
        Column("副手", False, "同一区划或上级区划的联系人姓名,可在本表内", "良口镇副班"),
        Column("上级", False, "同上", "区森防办值班"),
        Column("备注", False, "", ""),
    ]


def contacts_template() -> bytes:
    return template("联系人", columns(), NOTES)


class Done(NamedTuple):
    judged: list[Judged]
    created: int
    changed: int


class Lists:
    """Judges the rows of one file against what is there now."""

    def __init__(self, prefixes: Sequence[str]) -> None:
        self.prefixes = tuple(prefixes)
        self.names = Names()
        self.roles = {role.name: role.code for role in ContactRole.objects.all()} | {
            code: code for code in ContactRole.objects.values_list("pk", flat=True)
        }
        self.users = {user.username: user for user in User.objects.filter(is_active=True)}
        persons = Person.objects.current().select_related("user", "deputy", "superior", "role").prefetch_related("addresses")
        self.known = {(person.area, person.name): person for person in persons}
        self.accounts = {person.user_id: person for person in self.known.values() if person.user_id}
        self.seen: dict[tuple[str, str], int] = {}

    def judge_all(self, lines: Sequence[Line]) -> list[Judged]:
        """Who stands behind whom is judged last: that person may be further down."""
        judged = [self._judge(line) for line in lines]
        for row in judged:
            for title in BEHIND:
                if text := row.line.cells.get(title, ""):
                    self._behind(row, title, text)
        return judged

    def _judge(self, line: Line) -> Judged:
        judged = Judged(line, line.cells.get("区划", ""), line.cells.get("姓名", ""))
        judged.require(["姓名", "职责", "区划"])
        judged.take("姓名", "name", text_of(40))
        judged.take("单位", "org", text_of(60))
        judged.take("职务", "title", text_of(40))
        judged.take("备注", "note", text_of(200))
        judged.take("职责", "role", lambda text: one_of(text, self.roles, "职责"))
        judged.take("区划", "area", self._area)
        judged.take("登录名", "user", self._user)
        for title, channel in WAYS.items():
            judged.take(title, channel, lambda text, channel=channel: _number(channel, text))  # type: ignore[misc]
        judged.take(ORDER, "order", _order)
        if "area" in judged.values and "name" in judged.values:
            key = (str(judged.values["area"]), str(judged.values["name"]))
            if key in self.seen:
                judged.bad("姓名", f"与第 {self.seen[key]} 行重复")
            self.seen.setdefault(key, line.number)
            judged.target = self.known.get(key)
        self._compare(judged)
        return judged

    def _compare(self, judged: Judged) -> None:
        person, values = judged.target, judged.values
        holder = self.accounts.get(values["user"]) if "user" in values else None
        if holder is not None and holder != person:
            judged.bad("登录名", f"该账号已对应联系人 {holder.name}")
        if person is None:
            return
        now = {"单位": person.org, "职务": person.title, "备注": person.note, "职责": person.role_id, "登录名": person.user_id}
        keys = {"单位": "org", "职务": "title", "备注": "note", "职责": "role", "登录名": "user"}
        judged.changes += [title for title, key in keys.items() if key in values and values[key] != now[title]]
        for title, channel in WAYS.items():
            if channel in values and values[channel] not in {a.value for a in person.addresses.all() if a.channel == channel and a.valid}:
                judged.changes.append(title)
        if "order" in values and _differs(person, values):
            judged.changes.append(ORDER)

    def _behind(self, judged: Judged, title: str, name: str) -> None:
        area = str(judged.values.get("area", ""))
        if (area, name) == (judged.values.get("area"), judged.values.get("name")):
            judged.bad(title, "不能是本人")
            return
        for length in (len(area), TOWN, DISTRICT, CITY):
            key = (area[:length], name)
            if length <= len(area) and (key in self.known or key in self.seen):
                judged.values[title] = list(key)
                stored = getattr(judged.target, BEHIND[title], None) if judged.target else None
                if judged.target is not None and (stored is None or (stored.area, stored.name) != key):
                    judged.changes.append(title)
                return
        judged.bad(title, f"本区划和上级区划里没有“{name}”")

    def _area(self, text: str) -> str:
        code = self.names.area(text)
        if not code.startswith(self.prefixes):
            raise BadValue(f"区划 {code} 不在您可管理的范围内")
        return code

    def _user(self, username: str) -> int:
        user = self.users.get(username)
        if user is None:
            raise BadValue(f"没有登录名“{username}”,请先在人员管理中开通账号")
        return int(user.pk)


def _number(channel: str, text: str) -> str:
    try:
        return cleaned(channel, text)
    except Problem as problem:
        raise BadValue(problem.detail) from None


def _order(text: str) -> list[str]:
    known = WAYS | {"本平台": "app"}
    return list(dict.fromkeys(one_of(part, known, "联系方式") for part in parts(text)))


def _ranks(order: Sequence[str]) -> dict[str, int]:
    """What is named comes first, in that order; the rest after it in theirs."""
    return {channel: order.index(channel) if channel in order else len(order) + rank for channel, rank in RANKS.items()} if order else RANKS


def _differs(person: Person, values: dict[str, Any]) -> bool:
    ranks = _ranks(values["order"])
    return any(a.rank != ranks.get(a.channel, a.rank) for a in person.addresses.all())


def preview_contacts(lines: Sequence[Line], prefixes: Sequence[str]) -> list[Judged]:
    return Lists(prefixes).judge_all(lines)


def import_contacts(*, actor: str, city: str, lines: Sequence[Line], prefixes: Sequence[str]) -> Done:
    """Judged again, because somebody may have changed things since the preview. One summary event for the whole file."""
    with act(actor) as log:
        lists = Lists(prefixes)
        judged = lists.judge_all(lines)
        stored: dict[tuple[str, str], Person] = dict(lists.known)
        created = changed = 0
        for row in judged:
            if row.outcome not in ("add", "change"):
                continue
            adds = row.outcome == "add"
            try:
                with act(actor):
                    person = _store(row)
            except Problem as problem:
                row.bad("姓名", problem.detail)
                continue
            stored[person.area, person.name] = person
            created, changed = created + adds, changed + (not adds)
        for row in judged:
            if not row.errors:
                _store_behind(row, stored)
        if created or changed:
            log.append(f"people:{city}", "contact.imported", {"created": created, "changed": changed}, area=city)
    return Done(judged, created, changed)


def _store(row: Judged) -> Person:
    fields: dict[str, Any] = {
        name: row.values[name] for name in ("name", "org", "title", "role", "area", "user", "note") if name in row.values
    }
    given = {channel: row.values[channel] for channel in WAYS.values() if channel in row.values}
    order: list[str] = row.values.get("order", [])
    ranks = _ranks(order)
    new = [{"channel": channel, "value": value, "rank": ranks[channel]} for channel, value in given.items()]
    if row.target is None:
        return store_person(fields, new)
    person: Person = row.target
    store_changes(person, fields)
    if new or order:
        kept = [a for a in person.addresses.all() if a.channel not in given]
        old = [
            {"channel": a.channel, "value": a.value, "rank": ranks.get(a.channel, a.rank) if order else a.rank, "valid": a.valid}
            for a in kept
        ]
        store_addresses(person, old + new)
    return person


def _store_behind(row: Judged, stored: dict[tuple[str, str], Person]) -> None:
    """A name whose own row was bad is not there; the row says so."""
    person = stored.get((str(row.values.get("area")), str(row.values.get("name"))))
    if person is None:
        return
    for title, field in BEHIND.items():
        if title not in row.values:
            continue
        other = stored.get(tuple(row.values[title]))
        try:
            if other is None:
                raise Problem("invalid", f"“{row.values[title][1]}”所在的行没有导入。")
            store_changes(person, {field: other.pk})
        except Problem as problem:
            row.bad(title, problem.detail)


def sheet_rows(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    return [dict(row.row()) for row in judged]
