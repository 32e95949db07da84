"""The project at the end of the course: a table you can trust."""

from embedlab.practice.capstone.baskets import imported_together
from embedlab.practice.capstone.project import Capstone, standing

__all__ = ["Capstone", "imported_together", "standing"]
