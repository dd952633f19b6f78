"""The commands: each parses, calls one function, prints. Nothing heavy is imported before a command runs."""
