"""What tells whether a comment agrees with what it answers."""
