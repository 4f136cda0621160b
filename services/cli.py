"""`egard`: gathers the commands of services/commands by name, each loaded when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from schemas.errors import EgardError, Refused
from services import notify
from services.commands.lines import say

# command -> file in services/commands; the file has a click command of that name (or one called `command`)
COMMANDS: dict[str, str] = {
    "up": "up",
    "ops": "ops",
    "settings": "settings",
    "parse": "parse",
    "tone": "tone",
    "promises": "promises",
    "optout": "optout",
    "resolve": "resolve",
    "backtest": "backtest",
    "ingest": "ingest",
    "intake": "intake",
    "hooks": "hooks",
    "web": "web",
    "worker": "worker",
    "sink": "sink",
    "demo": "demo",
    "people": "people",
    "show": "people",
    "explain": "explain",
    "export": "erasing",
    "erase": "erasing",
    "merge": "people",
    "split": "people",
    "suggestions": "suggestions",
    "consent": "people",
    "users": "users",
    "templates": "templates",
    "campaigns": "campaigns",
    "bench": "bench",
    "schema": "schema",
}
ROOM = Path(__file__).parent / "commands"

# A library of an engine's client raises these; the name is enough, so that nobody waits for its import.
AWAY = ("pymongo.", "kafka.", "aiokafka.")


class Commands(click.Group):
    """A group that imports a command's file when the command is used, and not before."""

    def list_commands(self, context: click.Context) -> list[str]:
        return [name for name, file in COMMANDS.items() if (ROOM / f"{file}.py").is_file() and self.get_command(context, name)]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        file = COMMANDS.get(name)
        if file is None or not (ROOM / f"{file}.py").is_file():
            return None
        module = importlib.import_module(f"services.commands.{file}")
        command = getattr(module, name, None) or getattr(module, "command", None)
        return command if isinstance(command, click.Command) and command.name == name else None

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name, file in COMMANDS.items():
            if not (ROOM / f"{file}.py").is_file():
                continue
            try:
                command = self.get_command(context, name)
            except ImportError as error:
                rows.append((name, f"(cannot be loaded: {error})"))
            else:
                if command is not None and not command.hidden:
                    rows.append((name, command.get_short_help_str(90)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="egard", message="%(version)s")
def egard() -> None:
    """Égard: one timeline per person, silent drift noticed, an answer on the person's own channel."""


def main() -> None:
    """Run one command. What was foreseen ends in one line on standard error; a traceback is a fault of ours."""
    notify.claim()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit status: 0 done, 1 not done, 2 asked for something that cannot be done, 130 interrupted."""
    try:
        answer = egard.main(args=arguments, prog_name="egard", standalone_mode=False)
        sys.stdout.flush()
        return answer if isinstance(answer, int) and not isinstance(answer, bool) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Refused as error:
        say(f"egard: {error}", err=True)
        return 2
    except EgardError as error:
        say(f"egard: {error}", err=True)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the flush at the end finds a reader
        return 1
    except ModuleNotFoundError as error:
        say(
            f"egard: {error.name}: this Python module is missing; install the project again, for example with `make setup`", err=True
        )
        return 1
    except Exception as error:
        if f"{type(error).__module__}.".startswith(AWAY):
            say(f"egard: {type(error).__module__.partition('.')[0]}: {_first_line(error)}; see `egard ops doctor`", err=True)
            return 1
        raise


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300].rstrip(" ;.")


if __name__ == "__main__":
    main()
