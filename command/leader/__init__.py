"""The leader's phone: one page per incident that is read in a minute, and the three things a leader does on it."""
