"""The one error that ends a start: a single clear line for the person at the terminal."""


class StartRefused(Exception):  # noqa: N818 - an answer to the person, not a fault
    """Chatty cannot start here and now.

    The message is one line that says what is wrong and what to do. It is shown as it stands,
    without a traceback, and the program ends with exit code 1.
    """
