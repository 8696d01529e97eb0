"""The operators' conversations with citizens: the queue, and one conversation at work."""
