"""The receipts of those who asked while too many did: decided once more when that is over, as long as they still tell something."""

from __future__ import annotations

import structlog

from schemas.errors import Unavailable
from streams.desk import Desk
from streams.rules.campaigns import RECEIPT
from streams.stages.clock import HOLDER
from streams.stages.decide import decide_again
from streams.state.client import away
from streams.strangers import STILL, found_no_place, to_be_let_in

log = structlog.get_logger()

AT_ONCE = 300
"""Of the latest that are held: of many hundreds no more than some tens find a place before it is too late for them."""
LEASE_S = 60.0


async def let_in(desk: Desk) -> None:
    """As many as find a place; whoever was answered meanwhile, or came back, gets none. One process at a time, by a lease."""
    now = desk.now()
    if not await desk.state.leases.take("let_in", f"{HOLDER}/{id(desk):x}", now=now, for_s=LEASE_S):
        return
    held = await desk.state.followups.of_campaign(RECEIPT.id, state="held", reason="many_at_once", since=now - STILL, limit=AT_ONCE)
    decided = 0
    for receipts in to_be_let_in(held, now=now).values():
        for receipt in receipts:
            try:
                if not await decide_again(receipt, desk, now=now):
                    continue  # what they asked is no more
            except Exception as error:
                if isinstance(error, Unavailable) or away(error):
                    raise
                log.warning("let_in.undecided", receipt=receipt.id, error=type(error).__name__)
                continue  # the others are not to wait for what cannot be decided
            after = await desk.state.followups.get(receipt.id)
            if after is not None and found_no_place(after):
                break
            decided += 1
    if decided:
        log.info("let_in.decided", receipts=decided)
