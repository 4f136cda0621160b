"""Promises in what we wrote: by when did we say that something will be done?

`text`, `line` and `typos` make words of a text, `vocabulary` and `numbers` know them; `clock`, `spans`, `days`, `periods` and `parts` read
pieces of time, `moments` puts them together and `dues` says until when that holds; `sentences`, `speech` (en.txt, fr.txt) and `clauses`
tell what a clause does, `mentions` and `judge` which times are promises.
"""

from streams.rules.promises.reader import Promise, promises_in

__all__ = ["Promise", "promises_in"]
