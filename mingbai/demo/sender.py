"""What is told to made-up citizens is told to nobody."""

from bot.delivery.service import Outgoing

CHANNEL = "demo"
# Opens every made-up ticket, so that looking one up can be shown; there is nobody's data behind it.
QUERY_CODE = "88888888"


class DemoSender:
    """Takes every notice to the channel of made-up tickets and sends it nowhere: their telephones may be somebody's."""

    def send(self, notice: Outgoing) -> None:
        """Done."""
