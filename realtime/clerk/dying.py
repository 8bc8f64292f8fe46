"""Where tests end the clerk (`CLERK_DIES_AT`, realtime/dying.py): `handled:order.escalate` = where a deadline of that kind passes this point."""

from __future__ import annotations

from realtime.dying import marks

# In the order in which a deadline passes them: in hand; its action begun; done but for the deadline itself; done, and not yet told nor committed; committed.
CLAIMED, BEGUN, HANDLED, CLEARED, COMMITTED = "claimed", "begun", "handled", "cleared", "committed"
POINTS = (CLAIMED, BEGUN, HANDLED, CLEARED, COMMITTED)
mark = marks("CLERK_DIES_AT")
