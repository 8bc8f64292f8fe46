"""Who can speak: subjects (what has a position), terminals, their binding, unknown devices, and what is sent down to them."""
