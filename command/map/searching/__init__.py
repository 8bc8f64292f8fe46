"""a line of text → **searching** → what it may mean: a place, an area, an event, a team, a device, a person, an object of a layer."""
