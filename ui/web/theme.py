"""Colours and type, light and dark: blue agrees, orange disagrees, which colour-blind people can tell apart."""

from typing import Final

_SHARED: Final = {"baseRadius": "0.5rem", "showWidgetBorder": True, "headingFontWeights": [600, 600, 600]}
_LIGHT: Final = {
    "primaryColor": "#1f5f8b",
    "backgroundColor": "#fbfaf7",
    "secondaryBackgroundColor": "#f1eee8",
    "textColor": "#23272d",
    "linkColor": "#1f5f8b",
    "borderColor": "#dcd7cd",
}
_DARK: Final = {
    "primaryColor": "#7db4e0",
    "backgroundColor": "#15181c",
    "secondaryBackgroundColor": "#20252b",
    "textColor": "#e6e3dd",
    "linkColor": "#8fc0e8",
    "borderColor": "#363d46",
}


def options() -> dict[str, object]:
    """The theme as options of Streamlit, by their full names."""
    parts: dict[str, dict[str, object]] = {"theme": {**_SHARED}, "theme.light": {**_LIGHT}, "theme.dark": {**_DARK}}
    return {f"{section}.{name}": value for section, values in parts.items() for name, value in values.items()}
