"""The operators' pages, and what the telephone system and recognisers call."""
