"""numbers → **wording** → duty officer: why a team is proposed, why not, what was not known. Chinese sentences; no Django."""

from __future__ import annotations


def span(seconds: float) -> str:
    """40 秒、25 分钟、1 小时 20 分、3 天."""
    if seconds < 60:
        return f"{round(seconds)} 秒"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} 天"
    return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"


def way(metres: float) -> str:
    return f"{round(metres)} 米" if metres < 1000 else f"{metres / 1000:.1f} 公里"


ENGINES = {"osrm": "OSRM 路网", "valhalla": "Valhalla 路网"}


def arrival(eta_s: float, source: str, mode: str, distance_m: float) -> str:
    how = f"{ENGINES[source]}计算" if source in ENGINES else f"按{mode}估算"
    return f"预计 {span(eta_s)}到场,行程 {way(distance_m)}({how})"


def own_capability(name: str) -> str:
    return f"专业对口:{name}"


def substitute(own: str, needed: str, penalty_s: float) -> str:
    return f"{own}队伍可替代{needed},按晚到 {span(penalty_s)}排序"


def at_post(gain_s: float) -> str:
    return f"在靠前驻防点,比从驻地出动快 {span(gain_s)}" if gain_s >= 60 else "在靠前驻防点"


def delayed(penalty_s: float) -> str:
    return f"当前延时可派,按晚到 {span(penalty_s)}排序"


def unready(why: str, penalty_s: float) -> str:
    return f"{why};按晚到 {span(penalty_s)}排序"


def across(home: str, penalty_s: float) -> str:
    return f"{home}的队伍,跨区调派须报批,按晚到 {span(penalty_s)}排序"


def lending(home: str, kind: str, left: int, floor: int) -> str:
    return f"调出后{home}{kind}剩 {left} 支,留守底线 {floor} 支"


def heads(count: int) -> str:
    return f"最近点名在位 {count} 人"


# --- what was not known


def no_fix(source: str) -> str:
    return f"没有实时定位,按{'驻防点' if source == 'post' else '驻地'}位置计算"


def dropped_fix(age_s: float, source: str) -> str:
    return f"最后定位在 {span(age_s)}前,不再采用,按{'驻防点' if source == 'post' else '驻地'}位置计算"


def old_fix(age_s: float) -> str:
    return f"定位已 {span(age_s)}未更新"


def headcount(count: int) -> str:
    return f"在位人数未核实,按编制 {count} 人计"


def no_domain(domain: str) -> str:
    return f"未登记{domain}作业能力,按晚到排序"


NO_ROAD = "路网引擎找不到通行道路,按直线估算"
ROAD_UNKNOWN = "未询问路网,路况未知"


# --- why not


def assigned(number: str, place: str) -> str:
    return f"已派往事件 {number}" + (f"({place})" if place else "")


def resting(until: str) -> str:
    return f"休整中,至 {until}" if until else "休整中"


def off(status: str) -> str:
    return f"当前“{status}”,不可派"


def kept_back(why: str) -> str:
    return f"{why};按规定不派"


def below_floor(home: str, kind: str, lendable: int, floor: int) -> str:
    can = f"只可外调 {lendable} 支,已列入更快的队伍" if lendable else "没有可外调的队伍"
    return f"{home}{kind}留守底线 {floor} 支,{can}"


def incapable(kind: str) -> str:
    return f"{kind}队伍,不具备本次所需能力,也不在替代之列"


HERE = "已在本事件中"
LOST = "失联,正在查找"


# --- the whole


def short(name: str, needed: int, found: int, people: int, people_found: int) -> str:
    parts = []
    if found < needed:
        parts.append(f"需 {needed} 支,可派 {found} 支,缺 {needed - found} 支")
    if people_found < people:
        parts.append(f"需 {people} 人,可派 {people_found} 人,缺 {people - people_found} 人")
    return f"{name}:" + ";".join(parts)


def bare(district: str, kind: str, left: int, floor: int, move: tuple[str, float] | None) -> str:
    text = f"派出后{district}{kind}剩 {left} 支,低于留守底线 {floor} 支"
    return text + (f",建议{move[0]}前移补位(约 {span(move[1])})" if move else ",附近没有可补位的队伍")


def ungraded(level: str) -> str:
    return f"事件尚未定级,先按{level}编成"


def proposed_grade(level: str) -> str:
    return f"按拟定等级{level}编成,等级尚待确认"


def engine_away(name: str) -> str:
    return f"{name}没有回答,到场时间均为估算"


NO_ENGINE = "未接入路网引擎,到场时间均为估算"


def partly_scoped(area: str) -> str:
    return f"只列出您辖区({area})内的队伍,跨区增援请报上级"


def there_already(units: int) -> str:
    return f"已派 {units} 支队伍,已从编成中扣除"


def heads_short(number: str, count: int) -> str:
    return f"事件 {number} 人数仍缺 {count} 人"


def moved(unit: str, greedy: str | None, optimal: str | None) -> str:
    if greedy is None:
        return f"{unit}:增派往{optimal}"
    if optimal is None:
        return f"{unit}:不再派往{greedy}"
    return f"{unit}:由{greedy}改派{optimal}"


_EMPTY = {
    "nobody": "没有可派的队伍",
    "far": "都太远,来不及",
    "used": "能及时赶到的都已派往别的事件",
    "floor": "余下的须留守本区",
}


def empty(name: str, why: str) -> str:
    return f"缺 1 支{name}:{_EMPTY[why]}"
