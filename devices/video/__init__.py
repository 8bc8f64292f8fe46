"""Links to pictures and conferences: opened in a tile, never decoded here."""
