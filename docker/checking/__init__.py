"""Checks of docker/, one file each."""
