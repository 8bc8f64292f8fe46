"""feed → **readers** → observations: one file per format, pure, and the literal list of them; a bad row is named, the rest goes in. No Django."""
