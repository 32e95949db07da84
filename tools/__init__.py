"""What makes the course's files: `python -m tools.notebooks`, `tools.exercises`, `tools.data`."""
