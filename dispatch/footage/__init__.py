"""Video kept for an incident: begun and ended from the desk, collected from the media server, digested, held and swept like every recording."""
