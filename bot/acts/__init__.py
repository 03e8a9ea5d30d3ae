"""One record per act of the law: the command words, notices, buttons and sample cards that the chat adds to it."""
