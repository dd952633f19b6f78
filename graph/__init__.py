"""The stored graph: comments and how they relate."""
