"""Lifelike, made-up data for a desk that has none: to try it, to show it, to measure it."""
