"""Where everything is and was: the latest fix of each subject, and the history by day."""
