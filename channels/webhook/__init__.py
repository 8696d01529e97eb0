"""Notices to an agency's own systems: a signed webhook, and the group robot of WeCom."""
