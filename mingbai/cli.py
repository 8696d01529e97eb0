"""The command line: one module in `mingbai.commands` a group of commands, put together here."""

import sys

import typer

from mingbai.commands import asking, demo, keeping, knowledge, profile, report, routing, running, staff
from mingbai.commands.calendar import calendar_app
from mingbai.commands.channels import telegram_app, wechat_app
from mingbai.commands.deadline import deadline
from mingbai.commands.keys import keys_app
from mingbai.commands.route import route
from mingbai.console import say
from mingbai.failures import told

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="明白：政府信息公开服务台")
for command in (running.up, running.worker, running.doctor, asking.ask, keeping.backup, keeping.restore, demo.demo, deadline, route):
    app.command()(command)
app.add_typer(calendar_app, name="calendar")
app.add_typer(wechat_app, name="wechat")
app.add_typer(telegram_app, name="telegram")
for group, name in ((knowledge.app, "knowledge"), (profile.app, "profile"), (report.app, "report"), (routing.app, "routing"), (staff.staff_app, "staff"), (keys_app, "keys")):
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command line (the `mingbai` script): exit 0 done, 1 failed with one sentence, 2 misused."""
    try:
        app()
    except Exception as error:
        if (words := told(error)) is None:
            raise
        say(words)
        sys.exit(1)
