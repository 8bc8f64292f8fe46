"""wire → **doors** → adapters: everything that is not MQTT – TCP, HTTP, UDP – listens here, in the gateway process, on its loop.

A door turns each frame into a made-up topic, whose first level is its adapter's root, and a payload, and hands both to the gateway
(``Hall.hand``). Adapters therefore stay pure, and quarantine, strangers and inbox work as for MQTT. See ``docs/devices.md`` for writing one.
"""

from devices.doors.shape import Door, Hall, Taken

__all__ = ["Door", "Hall", "Taken"]
