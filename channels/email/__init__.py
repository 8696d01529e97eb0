"""Notices by e-mail: SMTP out, nothing in."""
