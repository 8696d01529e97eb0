"""Notices by text message: the interface to a place's own gateway, and a double that only writes to the console."""
