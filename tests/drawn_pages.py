"""Pages drawn by Streamlit itself, without a browser, as an address asks for them."""

from streamlit.testing.v1 import AppTest


def drawn(view: str, **asked: str) -> AppTest:
    """The page of this name; `against_position` is written for the one name that has a dash."""
    test = AppTest.from_function(_draw, kwargs={"view": view}, default_timeout=60)
    for name, value in asked.items():
        test.query_params[name.replace("_", "-") if name == "against_position" else name] = value
    return well(test.run())


def _draw(view: str) -> None:
    from importlib import import_module

    from ui.web import app

    app._shown(import_module(f"ui.web.{view}_view").show, view)


def well(test: AppTest) -> AppTest:
    """The page, which no error stopped."""
    assert not test.exception
    return test


def words(test: AppTest) -> str:
    """All HTML of a page."""
    return "\n".join(each.proto.body for each in test.get("html"))


def button(test: AppTest, label: str):
    """The first button with this label."""
    return next(each for each in test.button if each.label == label)


def often(test: AppTest, part: str) -> int:
    """How many times a part stands in the HTML of a page."""
    return words(test).count(part)
