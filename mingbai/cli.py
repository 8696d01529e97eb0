"""The command line: one module in `mingbai.commands` a command, put together here."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="明白：政府信息公开服务台")


def main() -> None:
    """Run the command line (the `mingbai` script)."""
    app()
