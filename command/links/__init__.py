"""The centre about itself: links, queues, ages – on a page, as metrics, and as alarms (docs/links.md)."""
