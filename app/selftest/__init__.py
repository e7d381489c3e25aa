"""``--self-test``: the program proves on this very machine that it works, and leaves nothing behind."""
