"""What editors change about the knowledge while the desk runs: drafts, publishing, history, undo."""
