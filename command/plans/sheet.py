"""A digital plan as one readable document: organisation, process per level, tasks, resources, contacts, release, recovery. No Django."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_-]+$")]
Short = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(max_length=1000)]
Level = Annotated[int, Field(ge=0, le=4)]
LARGEST = 2_000_000  # characters of a plan file


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RoleFinder(Part):
    """How a role becomes a person at the start: a post on duty, or a contact by role and unit, in this level of area or above it."""

    post: str = ""
    contact: str = ""
    org: str = ""
    level: Literal["area", "city", "district", "town"] = "area"

    @model_validator(mode="after")
    def _one_way(self) -> RoleFinder:
        if bool(self.post) == bool(self.contact):
            raise ValueError("post 与 contact 填一项")
        return self


class SheetRole(Part):
    code: Code
    title: Short
    duty: Text = ""
    who: list[RoleFinder] = Field(min_length=1, description="the first that finds somebody")
    deputy: str = Field("", description="role that stands in where nobody is found")


class SheetGroup(Part):
    code: Code
    name: Short
    lead: Code
    members: list[Code] = Field(default_factory=list)
    duty: Text = ""


class SheetStage(Part):
    level: Level
    conditions: list[Text] = Field(default_factory=list)
    approver: Text = ""
    steps: list[Text] = Field(default_factory=list)


class SheetTask(Part):
    key: Code
    group: Code
    title: Short
    owner: Code
    offset_min: float = Field(0, ge=0, le=60 * 24 * 30, description="from the start to when it begins")
    minutes: float = Field(30, gt=0, le=60 * 24 * 30, description="to do it in")
    levels: list[Level] = Field(min_length=1)
    needs_feedback: bool = True
    evidence: Annotated[str, Field(max_length=60)] = ""
    text: Annotated[str, Field(max_length=500)] = ""


class SheetResource(Part):
    name: Short
    kind: Annotated[str, Field(max_length=40)] = ""
    quantity: float | None = Field(None, ge=0)
    unit: Annotated[str, Field(max_length=10)] = ""
    keeper: Annotated[str, Field(max_length=80)] = ""


class SheetContact(Part):
    role: Code
    note: Text = ""


class SheetRelease(Part):
    outlet: Text = ""
    line: Text = ""


class Sheet(Part):
    """The working parts of a plan."""

    headquarters: Annotated[str, Field(max_length=80)] = ""
    roles: list[SheetRole] = Field(default_factory=list)
    groups: list[SheetGroup] = Field(default_factory=list)
    process: list[SheetStage] = Field(default_factory=list)
    tasks: list[SheetTask] = Field(default_factory=list, max_length=500)
    resources: list[SheetResource] = Field(default_factory=list)
    contacts: list[SheetContact] = Field(default_factory=list)
    release: SheetRelease = Field(default_factory=SheetRelease)
    recovery: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits_together(self) -> Sheet:
        """Every name that is used is there, and no key twice; all that is wrong is said at once."""
        roles, groups = {role.code for role in self.roles}, {group.code for group in self.groups}
        wrong = [f"岗位 {code} 重复" for code in _twice(role.code for role in self.roles)]
        wrong += [f"工作组 {code} 重复" for code in _twice(group.code for group in self.groups)]
        wrong += [f"任务 {key} 重复" for key in _twice(task.key for task in self.tasks)]
        wrong += [f"岗位 {role.code} 的副职 {role.deputy} 未定义" for role in self.roles if role.deputy and role.deputy not in roles]
        for group in self.groups:
            wrong += [f"工作组 {group.name} 的岗位 {code} 未定义" for code in (group.lead, *group.members) if code not in roles]
        for task in self.tasks:
            wrong += [f"任务 {task.key} 的承办岗位 {task.owner} 未定义"] if task.owner not in roles else []
            wrong += [f"任务 {task.key} 的工作组 {task.group} 未定义"] if task.group not in groups else []
        if wrong:
            raise ValueError(";".join(wrong[:20]))
        return self

    def tasks_at(self, level: int) -> list[SheetTask]:
        return [task for task in self.tasks if level in task.levels]

    def role(self, code: str) -> SheetRole:
        return next(role for role in self.roles if role.code == code)


class PlanFile(Part):
    """What one file holds: the plan's card and its sheet."""

    code: Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[0-9A-Za-z-]+$")]
    kind: Literal["general", "special", "department", "local", "enterprise", "event"]
    title: Short
    area: Annotated[str, Field(pattern=r"^\d{4,12}$")]
    edition: Annotated[str, Field(min_length=1, max_length=40)]
    owner: Annotated[str, Field(min_length=1, max_length=80)]
    hazards: list[Annotated[str, Field(pattern=r"^[0-9A-Z]{2,5}$")]] = Field(default_factory=list)
    family: Annotated[str, Field(max_length=20)] = ""
    levels: list[Level] = Field(default_factory=list)
    valid_to: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    extreme: bool = False
    merges: list[str] = Field(default_factory=list)
    source: Annotated[str, Field(max_length=200)] = ""
    sheet: Sheet = Field(default_factory=Sheet)


class Unreadable(ValueError):
    """What is wrong with a file, line by line, in words."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(";".join(errors[:3]))
        self.errors = errors


def _twice(codes: Any) -> list[str]:
    seen: set[str] = set()
    return [code for code in codes if code in seen or seen.add(code)]  # type: ignore[func-returns-value]


def read_sheet(body: Any) -> Sheet:
    try:
        return Sheet.model_validate(body)
    except ValidationError as error:
        raise Unreadable(_words(error)) from None


def read_file(text: str) -> PlanFile:
    if len(text) > LARGEST:
        raise Unreadable(["文件过大"])
    try:
        held = json.loads(text.removeprefix("\ufeff"))
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Unreadable([f"第 {line} 行不是有效的 JSON"]) from None
    try:
        return PlanFile.model_validate(held)
    except ValidationError as error:
        raise Unreadable(_words(error)) from None


def write_file(file: PlanFile) -> str:
    """Only what is not as it is by default, in the order of the plan, one role, group or task to a line, so that a person can read and edit it."""
    return _written(file.model_dump(mode="json", exclude_defaults=True), 0) + "\n"


def _written(value: Any, depth: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if depth >= 3 or not isinstance(value, dict | list) or (depth and len(flat) <= 100 and "{" not in flat[1:]):
        return flat
    pad = "  " * (depth + 1)
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"{pad}{_written(one, depth + 1)}" for one in value) + "\n" + "  " * depth + "]"
    held = [f"{pad}{json.dumps(name, ensure_ascii=False)}: {_written(one, depth + 1)}" for name, one in value.items()]
    return "{\n" + ",\n".join(held) + "\n" + "  " * depth + "}"


def _words(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(str(part) for part in item['loc']) or '文件'}:{item['msg'].removeprefix('Value error, ')}" for item in error.errors()
    ]
