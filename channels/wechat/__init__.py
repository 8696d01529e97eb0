"""The WeChat official account."""
