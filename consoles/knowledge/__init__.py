"""The knowledge editor: entries, drafts, unanswered questions, sources, imported documents."""
