"""Pages of individual routes: the page of one, its editing, the board of all."""
