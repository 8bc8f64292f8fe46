"""wire → **devices** → dispatch: readings, terminals and subjects (what has a position). Knows no order and no incident."""
