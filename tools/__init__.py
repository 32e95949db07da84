"""What makes the files of the course: `python -m tools.notebooks`, `tools.exercises`, `tools.data`."""
