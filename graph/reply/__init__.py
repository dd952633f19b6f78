"""What tells which comment a comment answers."""
