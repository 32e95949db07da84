"""Arrays that move: a film of tables, alive without a kernel."""

from embedlab.page.films.reel import film

__all__ = ["film"]
