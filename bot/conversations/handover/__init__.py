"""A person in the chat: the queue, who has taken a conversation, and what the citizen is told of it."""
