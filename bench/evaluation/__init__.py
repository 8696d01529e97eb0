"""Sets of questions, people who file and matters to route: how they are played and judged."""
