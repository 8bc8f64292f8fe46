"""A whole installation in one sealed file, and back (docs/backup.md)."""
