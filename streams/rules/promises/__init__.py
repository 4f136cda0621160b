"""Promises in what we wrote: by when did we say that something will be done?

`text`, `line` and `typos` make words of a text, `vocabulary` and `numbers` know them. `today`, `dates`, `named`, `days`, `feasts`,
`periods`, `clock`, `spans` and `parts` read pieces of time; `starts`, `relations`, `pieces`, `tails` and `expressions` put them
together, `moments` finds them all and `dues` says until when each holds. `sentences`, `speech` (en.txt, fr.txt), `clauses` and
`subjects` (nouns.txt) tell what a clause does and whose deed it is, `mentions` and `judge` which times are promises.
"""

from streams.rules.promises.reader import Promise, promises_in

__all__ = ["Promise", "promises_in"]
