"""Parts of a project: each is judged by what its result can do, for a number of points."""

from dataclasses import dataclass

__all__ = ["PARTS", "Item", "Part"]

PARTS = {  # the most points of each, in the order of the notebook
    "trust-make": 20,
    "trust-fix-a": 14,
    "trust-fix-b": 13,
    "trust-fix-c": 13,
    "trust-hunt": 20,
    "trust-use": 15,
    "trust-doubt": 5,
}


@dataclass(frozen=True)
class Item:
    """What a part asks for: how many points were earned, of how many, and why."""

    earned: int
    most: int
    says: str

    def __str__(self):
        return f"{self.earned} of {self.most}: {self.says}"


@dataclass(frozen=True)
class Part:
    """A part of a project, and whose it is; an attempt lists an `Item` for each thing asked for."""

    name: str
    most: int
    learner: str
