"""`mingbai ask`: one answer without a running server."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.clock.service import titled, today
from bot.conversations import safety, words
from bot.conversations.doors import Door, Doors
from bot.conversations.replies import Reply
from bot.conversations.turn import reply_of, reply_with
from mingbai.console import print_json, say


def ask(
    text: Annotated[str | None, typer.Argument(help="要问的话")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="每行一个 JSON：id、text")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """问一个问题，按知识库回答（不需要服务台在运行）。"""
    if (text is None) == (file is None):
        say("请给出一句话，或用 --file 给出一个文件。")
        raise typer.Exit(2)
    answer = _answerer()
    if file is not None:
        _many(file, answer)
    elif as_json:
        print_json(answer(text or "").as_json())
    else:
        _show(answer(text or ""))


def _answerer() -> Callable[[str], Reply]:
    from bot.agencies.contacts import Contacts
    from bot.agencies.service import Router, load_profile
    from mingbai.settings import settings
    from mingbai.wiring import load_knowledge, with_changes

    chosen = settings()
    profile = load_profile(chosen.profile_path)
    contacts = Contacts(profile)
    doors = cache(lambda: Doors(Router(profile), contacts))  # taught in seconds, and only where there is no answer
    knowledge = with_changes(chosen, load_knowledge(profile, chosen.home / "cache", chosen.home))

    def answer(text: str) -> Reply:
        if danger := safety.danger_in(text):
            return safety.reply_to(danger)
        return _told(safety.beside(text), known(text))

    def known(text: str) -> Reply:
        found, contact = knowledge.answer(text, today=today()), contacts.about(text)
        if contact is not None and (contact.known or found is None or found.outcome == "clarify"):
            return reply_with(contact)
        return reply_of(found) if found else _at_a_door(doors().of(text))

    return answer


def _told(numbers: Sequence[Reply], reply: Reply) -> Reply:
    """One reply with the number in its first line where danger is in doubt."""
    return replace(reply, text="\n".join([*(one.text for one in numbers), reply.text]))


def _at_a_door(door: Door | None) -> Reply:
    """Where there is no answer: whose business it is, as the conversation says it, or that nothing was found."""
    if door is None:
        return Reply(words.NOT_FOUND, "clarify")
    if door.elsewhere:
        return Reply(door.elsewhere, "redirected")
    said = words.NOT_FOUND_BUT.format(agency=door.agency, contact=door.contact.text)
    return Reply(said, "clarify", citations=reply_with(door.contact).citations)


def _many(file: Path, answer: Callable[[str], Reply]) -> None:
    lines = (sys.stdin if str(file) == "-" else file.open(encoding="utf-8")) if str(file) == "-" or file.exists() else None
    if lines is None:
        say(f"没有这个文件：{file}")
        raise typer.Exit(2)
    with lines:
        rows = [_row(number, line, answer) for number, line in enumerate(lines, 1) if line.strip()]
    for row in rows:
        print_json(row)
    if any("error" in row for row in rows):
        raise typer.Exit(1)


def _row(number: int, line: str, answer: Callable[[str], Reply]) -> dict[str, Any]:
    """One line's answer under its own id, or what is wrong with the line: the lines after it are answered all the same."""
    try:
        asked = json.loads(line)
    except json.JSONDecodeError:
        return {"id": None, "error": {"code": "malformed", "message": f"第{number}行不是 JSON。"}}
    text, name = (asked.get("text"), asked.get("id")) if isinstance(asked, dict) else (None, None)
    if not isinstance(text, str):
        return {"id": name, "error": {"code": "malformed", "message": f"第{number}行没有“text”。"}}
    return answer(text).as_json() | {"id": name}


def _show(reply: Reply) -> None:
    say(reply.text)
    for citation in reply.citations:
        say(f"  依据：{titled(citation.source)}{citation.article}")
