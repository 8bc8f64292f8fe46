"""layer → **exporting** → file: what somebody may see, in the format and datum they ask for; who took what, and why, is kept."""
