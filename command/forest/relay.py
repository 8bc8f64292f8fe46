"""water, fire, hose → **relay** → pumps, hoses, heads: how many pumps in line bring water up there, and where each stands. No Django.

The textbook's way (《消防灭火救援》 接力供水; 《建筑消防设计手册》 水带沿程损失): one 20 m hose loses `hd = S·Q²` metres of water, S by its
diameter, Q in litres a second. A pump gives its rated head times a use factor; the next one wants 10 m left at its inlet, the nozzle
its own pressure. So a pump reaches as far as `use·H − left ≥ Σ(hd + rise)`. The rise is spread evenly along the line unless it is known
better; the ground is longer than the map by a slack factor. Whoever stands there checks it with a gauge.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

FORMULA = "hd = S·Q²;每段:使用系数·泵扬程 − 余压 ≥ Σ(hd + 高差)"
MOST_PUMPS = 40  # longer lines are a matter for tank trucks and helicopters


class Impossible(ValueError):
    """Why no line of these pumps gets there, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Hose:
    s: float  # head lost in one hose at 1 l/s, metres
    metres: float
    litres: float  # held by one metre
    burst_m: float


@dataclass(frozen=True, slots=True)
class Pump:
    head_m: float
    use: float
    inlet_m: float

    @property
    def gives_m(self) -> float:
        return self.head_m * self.use


@dataclass(frozen=True, slots=True)
class Leg:
    """From this pump to the next one or to the nozzle: by hoses, not by metres, since a pump stands at a coupling."""

    first: int
    hoses: int
    loss_m: float
    lift_m: float
    left_m: float


@dataclass(frozen=True, slots=True)
class Line:
    hoses: int
    hose_metres: float
    per_hose_m: float
    legs: tuple[Leg, ...]
    loss_m: float
    lift_m: float
    highest_m: float
    fill_s: float

    @property
    def pumps(self) -> int:
        return len(self.legs)


def lay(*, metres: float, lift_m: float, flow_lps: float, nozzle_m: float, slack: float, hose: Hose, pump: Pump, fill_lps: float) -> Line:
    """Each pump reaches as far as it can: that way there are fewest. The last leg ends at the nozzle, the others at an inlet."""
    hoses = max(1, ceil(metres * slack / hose.metres - 1e-9))
    loss, rise = hose.s * flow_lps**2, lift_m / hoses
    cost = loss + rise  # of one hose; downhill it may be a gift
    if pump.gives_m < nozzle_m or (hoses > 1 and pump.gives_m < pump.inlet_m):
        raise Impossible("泵扬程不足以给出水枪所需压力,请换高扬程泵。")
    legs: list[Leg] = []
    done = 0
    while done < hoses:
        left = hoses - done
        to_nozzle = _reach(pump.gives_m - nozzle_m, cost, left)
        if to_nozzle >= left:
            legs.append(_leg(done, left, loss, rise, pump))
            break
        step = min(_reach(pump.gives_m - pump.inlet_m, cost, left), left - 1)
        if step < 1:
            raise Impossible(f"一盘水带就要损失 {cost:.1f} 米水头,泵推不过去;请减小流量、换粗水带或高扬程泵。")
        legs.append(_leg(done, step, loss, rise, pump))
        done += step
        if len(legs) > MOST_PUMPS:
            raise Impossible(f"需要 {MOST_PUMPS} 台以上的泵接力,不可行;请考虑水罐车转运或直升机吊桶。")
    highest = pump.gives_m + max(0.0, max(-leg.lift_m - leg.loss_m for leg in legs))
    return Line(
        hoses=hoses, hose_metres=hoses * hose.metres, per_hose_m=loss, legs=tuple(legs), loss_m=loss * hoses, lift_m=lift_m, highest_m=highest,
        fill_s=hoses * hose.metres * hose.litres / fill_lps,
    )  # fmt: skip


def _reach(head_m: float, cost: float, most: int) -> int:
    """Hoses that this head pays for."""
    if head_m < 0:
        return 0
    return most if cost <= 0 else min(most, int(head_m / cost + 1e-9))


def _leg(first: int, hoses: int, loss: float, rise: float, pump: Pump) -> Leg:
    return Leg(first, hoses, loss * hoses, rise * hoses, pump.gives_m - (loss + rise) * hoses)
