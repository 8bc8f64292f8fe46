"""Stories that show and prove what the centre does: played live for a demonstration, or against the clock as a check."""
