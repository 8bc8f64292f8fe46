"""Warnings as they travel: CAP 1.2 and the national XML, read and written. No Django."""
