"""Which comments object, what answers them, and what is left open."""
