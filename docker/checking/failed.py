"""How a check says no."""


class Failed(Exception):
    """What was checked is not so."""


def hold(so: object, problem: str) -> None:
    """Raise Failed unless it is so."""
    if not so:
        raise Failed(problem)
