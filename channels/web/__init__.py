"""The web chat: its HTTP interface, its pages, and how notices reach it."""
