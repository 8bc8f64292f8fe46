"""领导批示: a leader's word, passed on at once, followed until it is done, and shown as a list of what came of it."""
