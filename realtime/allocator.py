"""The C library's memory for a process that sends the same large frames again each tick."""

from __future__ import annotations

import contextlib
import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
KEEP_BYTES = 64 * 1024 * 1024
MAPPED_FROM = 32 * 1024 * 1024


def keep_freed_memory() -> None:
    """Freed memory stays with the process instead of going back to the kernel four times a second and being zeroed again: a fifth of the CPU
    of a tick with 50 sockets (make bench, B5). Only glibc has this knob; elsewhere nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(_M_TRIM_THRESHOLD, KEEP_BYTES)
        libc.mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM)
