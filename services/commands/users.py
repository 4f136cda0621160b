"""`egard users`: who may sign in to the page."""

from __future__ import annotations

import secrets

import click

from schemas.errors import Refused
from services.commands.lines import is_text, one_line, say
from services.commands.people import data_option, with_state
from streams.state import State
from streams.wire import Producer


@click.group("users")
def command() -> None:
    """Who may sign in to the page: list, add, name, password."""


@command.command("list")
@data_option
def list_users(data: str | None) -> None:
    """The names."""

    async def work(state: State, _: Producer) -> None:
        for name in await state.users.all():
            say(name)

    with_state(data, work)


@command.command("add")
@click.argument("name")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--name", "called", default="", help="What the person is called, as messages are signed that they approve.")
@data_option
def add(name: str, language: str, called: str, data: str | None) -> None:
    """A new account; its password is printed once."""

    async def work(state: State, _: Producer) -> None:
        password = secrets.token_urlsafe(9)
        user = await state.users.create(name, password, "en" if language == "en" else "fr", called=called)
        say(f"{user.id} signs in with the password {password} (shown this once)")

    with_state(data, work)


@command.command("name")
@click.argument("login")
@click.argument("name")
@data_option
def name_user(login: str, name: str, data: str | None) -> None:
    """What LOGIN is called: messages that they approve are signed with NAME; with an empty one, as they sign in."""

    async def work(state: State, _: Producer) -> None:
        if not is_text(login) or not await state.users.set_name(login, name):
            raise Refused("LOGIN", f"nobody signs in as {one_line(login)}", "see `egard users list`")
        say(f"{login} is called {name}" if name.strip() else f"{login} is called as they sign in")

    with_state(data, work)


@command.command("password")
@click.argument("name")
@data_option
def password(name: str, data: str | None) -> None:
    """Another password for NAME, printed once; NAME is signed out everywhere."""

    async def work(state: State, _: Producer) -> None:
        new = secrets.token_urlsafe(9)
        if not is_text(name) or not await state.users.set_password(name, new):
            raise Refused("NAME", f"nobody signs in as {one_line(name)}", "see `egard users list`")
        await state.sessions.close_all(name.strip().lower())
        say(f"{name} signs in with the password {new} (shown this once)")

    with_state(data, work)
