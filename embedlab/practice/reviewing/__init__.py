"""Cards that come back when they are due."""
