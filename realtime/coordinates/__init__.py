"""text ⇄ **coordinates** ⇄ degrees: every notation a surveyor, a pilot or a caller uses; the same as frontend/src/desk/maptools/coordinates. No Django."""
