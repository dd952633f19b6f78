"""Claims, the space they are compared in, and the positions they form."""
