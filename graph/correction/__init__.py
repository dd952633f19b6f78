"""What people set right: how it is said, laid over inferences, and asked for."""
