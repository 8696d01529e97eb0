"""What our engine has that Rasa has not: a gate for open drafts and a tracker store that keeps nothing."""
