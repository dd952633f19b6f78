"""What both stores are made of: rows, statements, locks and copies."""
