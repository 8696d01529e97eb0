"""Turns official documents (txt, md, html, docx, pdf) into numbered clauses that the desk quotes."""
