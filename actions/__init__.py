"""Rasa custom actions: thin, one file a conversation topic; each calls one act of the inbox."""
