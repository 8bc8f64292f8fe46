"""What a test of the shared centre takes away again: the next one must find nobody it would call and no clock it would hear."""

from __future__ import annotations

from tests.system.centre import Centre


def over(centre: Centre, callout: int) -> None:
    """This callout rings nobody any more, and whoever was entered for it is no contact any more."""
    calls = "SELECT id FROM callout_call WHERE callout_id = %s"
    centre.query("UPDATE callout_callout SET stopped_at = now() WHERE id = %s RETURNING 1", callout)
    centre.query(f"UPDATE callout_call SET state = 'stopped' WHERE id IN ({calls}) AND state <> 'answered' RETURNING 1", callout)
    centre.query(f"DELETE FROM clerk_deadline WHERE kind LIKE 'call.%%' AND object_id IN ({calls}) RETURNING 1", callout)
    centre.query("DELETE FROM clerk_deadline WHERE kind = 'callout.wave' AND object_id = %s RETURNING 1", callout)
    centre.query(
        "UPDATE contacts_person SET active = false WHERE user_id IS NULL AND id IN (SELECT person_id FROM callout_call WHERE callout_id = %s)"
        " RETURNING 1",
        callout,
    )
