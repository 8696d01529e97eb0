"""Filing by conversation: from a citizen's words to a confirmed draft."""
