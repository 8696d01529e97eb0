"""The telephone: an operator's calls, what the desk hears in them and suggests, what comes of them."""
