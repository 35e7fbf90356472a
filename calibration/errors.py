"""Errors that a user can mend: what is wrong, where, what is allowed."""

from pathlib import Path


class InputError(Exception):
    """Something in a file or an argument is wrong; the exit code is 2."""

    def __init__(self, what, file=None, line=None, key=None, allowed=None):
        self.file, self.line, self.key = file, line, key
        place = ":".join(str(part) for part in (shown(file), line) if part is not None)
        named = f"`{key}`: " if key else ""
        text = f"{place}: {named}{what}" if place else f"{named}{what}"
        super().__init__(f"{text}; allowed: {allowed}" if allowed else text)


class ProgramError(Exception):
    """The program ended with an error."""


def shown(file):
    """A path as it is seen from the working directory."""
    if file is None:
        return None
    path = Path(file)
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
