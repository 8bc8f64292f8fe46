#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "command.settings")
    from command.supervisor import beside

    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        beside.own_python()
        raise
    beside.borrow_environment()
    if sys.argv[1:2] == ["voice"]:  # carries sound and knows no incident: a third less memory without the upper layers
        os.environ.setdefault("ONLY_REALTIME", "1")
    execute_from_command_line(sys.argv)
