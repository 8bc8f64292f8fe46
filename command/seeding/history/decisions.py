"""What the safety committee's meetings resolved: each decision a task with its owner and its end, all of them done."""

from __future__ import annotations

from datetime import timedelta

from command.consultation.models import SIGNED, Consultation, Resolution
from command.plans.tasks.models import CONSULTATION, OVER, Task, TaskSet, counts_of
from command.plans.tasks.states import CLOSED, DONE
from command.seeding.history.calendar import BY, INVENTED, WHO, Past

NUMBER, EACH = "HS", 3
MATTERS = (
    "道路交通隐患路段整治",
    "危化品企业搬迁",
    "城中村消防通道打通",
    "老旧燃气管网改造",
    "内涝点整治",
    "高层建筑消防设施修缮",
    "渔港防台设施建设",
    "大型综合体责任划分",
)
OWNERS = ("应急管理局", "公安局", "住房和城乡建设局", "交通运输局", "水务局", "城市管理局", "消防救援机构")


def make(past: Past) -> int:
    wanted = past.city.year.decisions
    meetings = -(-wanted // EACH)
    days = sorted(past.at(hours=(0,) * 9 + (3, 2) + (0,) * 4 + (3, 1) + (0,) * 7) for _ in range(meetings))
    rows = []
    for number, at in enumerate(days, 1):
        count, end = min(EACH, wanted - (number - 1) * EACH), at + timedelta(hours=2)
        rows.append(
            Consultation(
                number=past.number(NUMBER, at), area=past.city.code, subject="other", title=f"安全生产委员会“双主任”第 {number} 次会议({INVENTED})", state=SIGNED,
                planned_at=at, started_at=at, over_at=end, chair="郑市长", chair_title="安委会主任", conclusion=f"研究解决重大问题 {count} 项",
                signed_by=BY, signed_name="郑市长", signed_at=end, by=BY, by_name=WHO, at=at, decisions_count=count, solved_count=count, archived=True,
            )
        )  # fmt: skip
    Consultation.objects.bulk_create(rows)
    sets = TaskSet.objects.bulk_create(
        TaskSet(
            origin=CONSULTATION,
            origin_id=row.pk,
            title=row.title,
            area=row.area,
            state=OVER,
            counts=counts_of([(CLOSED, False, DONE)] * row.decisions_count),
            by=BY,
            by_name=WHO,
            at=row.over_at or row.planned_at,
            archived=True,
        )
        for row in rows
    )
    resolutions, tasks = [], []
    for row, given in zip(rows, sets, strict=True):
        assert row.over_at is not None
        for number in range(1, row.decisions_count + 1):
            text, owner = f"{past.dice.choice(MATTERS)}:明确牵头单位和完成时限", past.dice.choice(OWNERS)
            due = row.over_at + timedelta(days=past.dice.randrange(20, 90))
            done = row.over_at + (due - row.over_at) * past.dice.uniform(0.4, 0.95)
            resolutions.append(
                Resolution(
                    consultation=row, number=number, text=text, owner_name=f"市{owner}", due_at=due, by=BY, by_name=WHO, at=row.over_at
                )
            )
            tasks.append(
                Task(
                    set=given,
                    key=f"d{number}",
                    title=text,
                    owner_name=f"市{owner}",
                    owner_org=f"市{owner}",
                    state=CLOSED,
                    ended=DONE,
                    feedback=INVENTED,
                    issued_at=row.over_at,
                    due_at=due,
                    accepted_at=row.over_at,
                    fed_back_at=done,
                    closed_at=done,
                )
            )
    Resolution.objects.bulk_create(resolutions)
    Task.objects.bulk_create(tasks)
    return len(resolutions)
