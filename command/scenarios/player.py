"""Plays a story: as fast as the centre reacts (check), or at the story's own pace, faster by a factor (demonstration)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from command.scenarios.officer import Refused
from command.scenarios.script import Later, Step, Story
from command.scenarios.stage import Stage
from realtime.exercises.actions import advance

Say = Callable[[str], None]
TICK_S = 1.0  # how often a demonstration moves the exercise's clock and its devices


@dataclass(frozen=True)
class Outcome:
    step: Step | Later
    took_s: float | None  # None: not seen in time, or refused
    why: str = ""

    @property
    def missed(self) -> bool:
        return isinstance(self.step, Step) and self.took_s is None

    def line(self) -> str:
        clock = f"T+{self.step.at:>6}"
        if isinstance(self.step, Later):
            return f"{clock}  {self.step.who}  {self.step.what}  later: {self.step.part}"
        limit = f"限 {self.step.within_s:g} s"
        if self.took_s is None:
            return f"{clock}  {self.step.who}  {self.step.what}  {limit}  未达到  ✗ {self.why}"
        return f"{clock}  {self.step.who}  {self.step.what}  {limit}  实 {self.took_s:.2f} s  ✓"


def check(story: Story, stage: Stage, say: Say) -> list[Outcome]:
    """Back to back; the exercise's clock jumps from step to step, the centre's reactions take the time they take."""
    at, outcomes = 0, []
    for step in story.in_order():
        if step.second > at:
            advance(stage.exercise, timedelta(seconds=step.second - at))
            at = step.second
        outcomes.append(_play(step, stage))
        say(outcomes[-1].line())
    return outcomes


def perform(story: Story, stage: Stage, say: Say, *, speed: float, move: Callable[[Stage, float], None]) -> list[Outcome]:
    """At the story's pace × `speed`; `move(stage, second)` puts devices where they are at that second of the story."""
    start, moved, outcomes = time.monotonic(), 0.0, []
    for step in story.in_order():
        while (now := (time.monotonic() - start) * speed) < step.second:
            real = time.monotonic() - start
            advance(stage.exercise, timedelta(seconds=(real - moved) * (speed - 1)))
            moved = real
            move(stage, now)
            time.sleep(min(TICK_S, (step.second - now) / speed))
        outcomes.append(_play(step, stage))
        say(outcomes[-1].line())
    return outcomes


def _play(step: Step | Later, stage: Stage) -> Outcome:
    if isinstance(step, Later):
        return Outcome(step, None)
    start = time.monotonic()
    try:
        step.do(stage)
    except (Refused, LookupError) as refusal:
        return Outcome(step, None, str(refusal))
    if stage.wait(lambda: _shown(step, stage), max(0.0, step.within_s - (time.monotonic() - start))) is None:
        lost = "".join(f"({screen.scope} 连接中断:{screen.ended})" for screen in stage.screens if screen.ended)
        return Outcome(step, None, f"屏幕上没有出现{lost}{step.instead(stage) if step.instead else ''}")
    return Outcome(step, time.monotonic() - start)


def _shown(step: Step, stage: Stage) -> bool:
    """What a step looks for may not be on the screen yet."""
    try:
        return bool(step.shows(stage))
    except LookupError:
        return False
