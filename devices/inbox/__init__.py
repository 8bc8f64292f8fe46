"""What was promised to a device: stored and committed before it is acknowledged; handled from here, retried, never lost."""
