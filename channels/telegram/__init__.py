"""The Telegram bot."""

import os

# Asked for by the library: lengths of time as such, not as bare numbers.
os.environ.setdefault("PTB_TIMEDELTA", "1")
