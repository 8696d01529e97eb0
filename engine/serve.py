"""Runs Rasa for the desk: loopback only, quiet, gone when its parent is gone.

    python engine/serve.py --model FILE --port N --endpoints FILE --parent PID

Run from the project's root with the engine's own Python. `MINGBAI_ACTIONS_URL` and `MINGBAI_INSIDE_SECRET` are read by
the endpoints file. One line per problem goes to standard error, never with a citizen's words.
"""
from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = "127.0.0.1"
PARENT_CHECK_SECONDS = 0.5
GRACE_SECONDS = 5.0


def main() -> None:
    """Serve until told to stop."""
    arguments = parse_arguments()
    follow_parent(arguments.parent)
    prepare_environment()
    cache_action_result_check()
    take_no_commands()
    speak_without_words()
    serve(arguments)


def parse_arguments() -> argparse.Namespace:
    """What the manager passes on the command line; secrets come by environment only."""
    parser = argparse.ArgumentParser(description="The desk's conversation engine")
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--endpoints", required=True)
    parser.add_argument("--credentials", default=str(ROOT / "credentials.yml"))
    parser.add_argument("--parent", type=int, default=os.getppid())
    return parser.parse_args()


def follow_parent(parent: int) -> None:
    """End this process when `parent` is no longer its parent, however the parent died."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


def prepare_environment() -> None:
    """Telemetry off, libraries quiet, our components importable; before Rasa is imported."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("LOG_LEVEL_LIBRARIES", "ERROR")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))


def cache_action_result_check() -> None:
    """Check what an action answers against one compiled schema instead of compiling it anew each time.

    The check is the same: what does not pass goes to Rasa's own method, which raises its own error. Compiling was
    four fifths of a turn in a form.
    """
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)
    original = RemoteAction._validate_action_result

    def checked(self: RemoteAction, result: dict[str, Any]) -> bool:
        return validator.is_valid(result) or original(self, result)

    RemoteAction._validate_action_result = checked


def take_no_commands() -> None:
    """Read a message that begins with `/` as words.

    Rasa takes `/hand_over` or `/restart` from anybody as a command that goes round the classifier and the draft gate.
    """
    from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler

    def unchanged(self: RegexMessageHandler, messages: list[Any], domain: Any = None) -> list[Any]:
        return messages

    RegexMessageHandler.process = unchanged


class WordlessFormatter(logging.Formatter):
    """Errors by type and place. Their messages may quote what a citizen wrote, so they are left out."""

    def formatException(self, ei: Any) -> str:
        """Type and last place in the code of an error and of each that caused it."""
        lines, error = [], ei[1]
        while error is not None:
            frame = error.__traceback__
            while frame and frame.tb_next:
                frame = frame.tb_next
            place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
            lines.append(f"  {type(error).__name__} at {place}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def drop_words(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep the name of a structured event and its error; drop every other field."""
    return {key: value for key, value in event.items() if key in ("event", "exc_info")}


def speak_without_words() -> None:
    """Warnings and errors to standard error, without anybody's words."""
    import structlog

    handler = logging.StreamHandler()
    handler.setFormatter(WordlessFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("rasa").setLevel(logging.WARNING)
    structlog.configure(
        processors=[drop_words, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=True,
    )


def serve(arguments: argparse.Namespace) -> None:
    """Listen on the loopback address once the model is loaded and has read one message."""
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_library_logging

    load = rasa.core.run.load_agent_on_start

    async def load_and_warm_up(*args: Any) -> Any:
        agent = await load(*args)
        if not agent.is_ready():
            raise SystemExit(f"the model {arguments.model} cannot be loaded")
        await agent.parse_message("在吗")
        return agent

    configure_library_logging()
    rasa.core.run.load_agent_on_start = load_and_warm_up
    rasa.core.run.serve_application(
        arguments.model,
        interface=LOOPBACK,
        port=arguments.port,
        credentials=arguments.credentials,
        endpoints=AvailableEndpoints.read_endpoints(arguments.endpoints),
        enable_api=False,
    )


if __name__ == "__main__":
    main()
