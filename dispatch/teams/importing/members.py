"""Lists of a team's people: each becomes a contact of the team, and a member with an account where one is named."""

from __future__ import annotations

from typing import Any

from dispatch.contacts.actions import add_person, change_person, set_addresses
from dispatch.contacts.models import Person
from dispatch.teams.importing.judging import Judged, text_of
from dispatch.teams.importing.names import BadValue, Names, one_of
from dispatch.teams.models import Member, Unit
from realtime.accounts.models import User
from realtime.sheets import Column, Line

COLUMNS = [
    Column("队伍编号", True, "队伍须先登记", "CH-SF-01"),
    Column("姓名", True, "同一队伍内同名视为同一人,再次导入即为更新", "梁队长"),
    Column("职务", False, "不填为队员;队长、副队长代表队伍签收调度令", "队长", [name for _, name in Member.ROLES]),
    Column("手机", False, "11 位手机号或带区号的固定电话,只填数字", "13800000005"),
    Column("登录名", False, "已有账号的登录名;填了即可在手机上接收调度令", "duizhang"),
]
CONTACT_ROLE = {Member.COMMANDER: "team_leader", Member.DEPUTY: "team_leader", Member.MEMBER: "other"}


class Lists:
    """Judges the rows of one list of people against what is there now."""

    columns = COLUMNS

    def __init__(self, names: Names, area: str, datum: str) -> None:
        self.names, self.area = names, area
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.users = {user.username: user for user in User.objects.filter(is_active=True)}
        people = Person.objects.current().exclude(unit=None).prefetch_related("addresses").select_related("user")
        self.known = {(person.unit_id, person.name): person for person in people}
        self.accounts = {person.user_id: person for person in Person.objects.exclude(user=None)}
        self.members = {(member.unit_id, member.user_id): member for member in Member.objects.all()}
        self.seen: dict[tuple[str, str], int] = {}

    def judge(self, line: Line) -> Judged:
        code, name = line.cells.get("队伍编号", ""), line.cells.get("姓名", "")
        judged = Judged(line, code, name)
        judged.require(["队伍编号", "姓名"])
        judged.take("队伍编号", "unit", self._unit)
        judged.take("姓名", "name", text_of(40))
        judged.take("职务", "role", lambda text: one_of(text, self.names.roles, "职务"))
        judged.take("手机", "phone", _number)
        judged.take("登录名", "user", self._user)
        if (code, name) in self.seen:
            judged.bad("姓名", f"与第 {self.seen[code, name]} 行重复")
        elif code and name:
            self.seen[code, name] = line.number
        if "unit" in judged.values:
            judged.target = self.known.get((judged.values["unit"].pk, name))
            self._compare(judged)
        return judged

    def _compare(self, judged: Judged) -> None:
        values, person = judged.values, judged.target
        user = values.get("user")
        holder = self.accounts.get(user.pk) if user else None
        if holder is not None and (person is None or holder.pk != person.pk):
            judged.bad("登录名", "该账号已对应另一位联系人")
        if person is None:
            return
        if "role" in values and person.title != _title(values["role"]):
            judged.changes.append("职务")
        if "phone" in values and values["phone"] not in {address.value for address in person.addresses.all() if address.channel == "phone"}:
            judged.changes.append("手机")
        if user is not None:
            member = self.members.get((values["unit"].pk, user.pk))
            if person.user_id != user.pk or member is None or ("role" in values and member.role != values["role"]):
                judged.changes.append("登录名")

    def _unit(self, code: str) -> Unit:
        unit = self.units.get(code)
        if unit is None:
            raise BadValue(f"没有编号为“{code}”的队伍,请先登记队伍")
        if not unit.area.startswith(self.area):
            raise BadValue(f"{unit.name} 不在本次导入的范围内")
        return unit

    def _user(self, username: str) -> User:
        user = self.users.get(username)
        if user is None:
            raise BadValue(f"没有登录名“{username}”,请先在人员管理中开通账号")
        return user

    def apply(self, actor: str, judged: Judged) -> None:
        values = judged.values
        unit, user, role = values["unit"], values.get("user"), values.get("role")
        given: dict[str, Any] = {"user": user.pk} if user else {}
        if role or judged.target is None:
            given |= {"title": _title(role or Member.MEMBER), "role": CONTACT_ROLE[role or Member.MEMBER]}
        if judged.target is None:
            addresses = [{"channel": "phone", "value": values["phone"]}] if "phone" in values else []
            add_person(actor=actor, name=values["name"], org=unit.name[:60], area=unit.area, unit=unit.pk, addresses=addresses, **given)
        else:
            change_person(actor=actor, person=judged.target, **given)
            if "手机" in judged.changes:
                others = [
                    {"channel": address.channel, "value": address.value, "rank": address.rank, "valid": address.valid}
                    for address in judged.target.addresses.all()
                    if address.channel != "phone"
                ]
                set_addresses(actor=actor, person=judged.target, addresses=[{"channel": "phone", "value": values["phone"]}, *others])
        if user is not None:
            Member.objects.update_or_create(unit=unit, user=user, defaults={"role": role or Member.MEMBER})


def _title(role: str) -> str:
    return dict(Member.ROLES)[role]


def _number(text: str) -> str:
    number = text.replace(" ", "").replace("-", "")
    if not number.isdigit() or not 7 <= len(number) <= 12:
        raise BadValue("应为 7 到 12 位数字")
    return number
