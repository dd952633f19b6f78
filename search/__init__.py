"""Indexes over a store, and ranked hits."""
