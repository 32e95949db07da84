"""The exercises, as data: one module per lesson, each with a tuple `EXERCISES`."""
