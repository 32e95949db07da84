"""From an attempt to one sentence about it; a class of notebooks to a table."""
