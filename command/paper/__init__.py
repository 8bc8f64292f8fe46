"""What a screen shows, on paper: a power cut takes the screens first."""
