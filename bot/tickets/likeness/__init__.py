"""How alike two tickets are, and the index by which like ones are found among very many."""
