"""Vectors that move: pages with their data and their script inside, alive without a kernel."""

from embedlab.page.player.runs import live, play
from embedlab.page.player.vectors import drag

__all__ = ["drag", "live", "play"]
