"""镇街: one light page for a town's duty room – what waits, what it reports up, its evacuations, the warnings over it."""
