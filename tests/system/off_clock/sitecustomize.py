"""For a process whose wall clock is set off by libfaketime: its steady clock is left alone, and `sleep`, which the library then breaks (EINVAL), goes by that."""

import threading
import time


def _sleep(seconds: float) -> None:
    threading.Event().wait(seconds)


time.sleep = _sleep
