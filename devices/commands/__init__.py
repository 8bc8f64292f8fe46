"""What is told to a device: issued, sent, accepted by it, done or not; who did it and why."""
