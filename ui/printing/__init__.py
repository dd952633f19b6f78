"""Domain values to rich text and to JSON; nothing here reads or decides."""
