"""What is kept in MongoDB: one file a collection, gathered here."""

from __future__ import annotations

import asyncio
import importlib
from typing import Any

from streams.state.assignments import Assignments
from streams.state.atoms import Atoms
from streams.state.audit import Audit
from streams.state.campaign_versions import CampaignVersions
from streams.state.campaigns import Campaigns
from streams.state.client import Database, connect
from streams.state.commands import Commands
from streams.state.commons import Commons
from streams.state.consents import Consents
from streams.state.dead_letters import DeadLetters
from streams.state.erased import Erased
from streams.state.followups import FollowUps
from streams.state.houses import Houses
from streams.state.leases import Leases
from streams.state.mailbox_mails import MailboxMails
from streams.state.messages import Messages
from streams.state.originals import Originals
from streams.state.outcomes import Outcomes
from streams.state.persons import Persons
from streams.state.removals import Removals
from streams.state.rulings import Rulings
from streams.state.sessions import Sessions
from streams.state.signals import Signals
from streams.state.sources import Sources
from streams.state.suggestions import Suggestions
from streams.state.suppressions import Suppressions
from streams.state.tasks import Tasks
from streams.state.timeline import Timeline
from streams.state.users import Users
from streams.state.work import Work

COLLECTIONS = (
    "originals",
    "timeline",
    "removals",
    "atoms",
    "commons",
    "rulings",
    "persons",
    "signals",
    "followups",
    "messages",
    "consents",
    "suppressions",
    "erased",
    "tasks",
    "outcomes",
    "dead_letters",
    "leases",
    "users",
    "sessions",
    "audit",
    "commands",
    "houses",
    "sources",
    "mailbox_mails",
    "suggestions",
    "campaigns",
    "campaign_versions",
    "assignments",
)


class State:
    """The collections of one database."""

    def __init__(self, db: Database[dict[str, Any]], client: Any) -> None:
        self.db, self._client = db, client
        self.suggestions, self.suppressions = Suggestions(db), Suppressions(db)
        self.erased = Erased(db, self.suppressions.key)
        self.originals, self.timeline, self.persons = Originals(db, self.erased), Timeline(db), Persons(db)
        self.atoms, self.commons, self.rulings = Atoms(db), Commons(db), Rulings(db)
        self.signals, self.followups, self.messages, self.consents = Signals(db), FollowUps(db), Messages(db), Consents(db)
        self.removals = Removals(db)
        self.tasks, self.outcomes, self.dead_letters, self.leases = Tasks(db), Outcomes(db), DeadLetters(db), Leases(db)
        self.users, self.sessions, self.audit = Users(db), Sessions(db), Audit(db)
        self.commands, self.houses, self.work = Commands(db), Houses(db), Work(db)
        self.sources, self.mailbox_mails = Sources(db), MailboxMails(db)
        self.campaigns, self.campaign_versions, self.assignments = Campaigns(db), CampaignVersions(db), Assignments(db)

    @classmethod
    def connect(cls, url: str, *, timeout_s: float = 5.0) -> State:
        """Connects at the first call, not here."""
        client, db = connect(url, timeout_s=timeout_s)
        return cls(db, client)

    async def prepare(self) -> None:
        """Make the indexes that are not there yet."""
        for name in COLLECTIONS:
            indexes = importlib.import_module(f"streams.state.{name}").INDEXES
            if indexes:
                await self.db[name].create_indexes(indexes)

    async def ping(self, *, within_s: float = 2.0) -> None:
        """Raises when the database does not answer in time."""
        async with asyncio.timeout(within_s):
            await self.db.command("ping")

    def close(self) -> None:
        self._client.close()
