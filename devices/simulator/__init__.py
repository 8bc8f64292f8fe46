"""Terminals that speak the real protocols over the real broker, for demonstrations and exercises. Refused when MODE=duty."""
