"""TOML files: read with the lines of their keys, and written again."""

import json
import re
import tomllib

from .errors import InputError


class TomlFile:
    """A file's data, and where its keys stand."""

    def __init__(self, path):
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.data = tomllib.loads(self.text)
        except FileNotFoundError:
            raise InputError("no such file", path) from None
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise InputError(str(error), path, line and int(line[1])) from None

    def line(self, table, index, key=None):
        """The line of a key in the table `[[table]]` number `index`, or of the table."""
        seen, at = -1, None
        for number, line in enumerate(self.text.splitlines(), 1):
            stripped = line.strip()
            if stripped.startswith("["):
                if at is not None:
                    break
                if stripped.split("#")[0].strip() == f"[[{table}]]":
                    seen += 1
                    at = number if seen == index else None
            elif at is not None and key is not None:
                if re.match(rf'"?{re.escape(key)}"?\s*=', stripped):
                    return number
        return at

    def error(self, what, table, index, key=None, allowed=None):
        """An error at a key of a table."""
        return InputError(what, self.path, self.line(table, index, key), key, allowed)


def written(value):
    """A value as TOML on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, dict):
        inner = ", ".join(f"{name(key)} = {written(item)}" for key, item in value.items())
        return "{ " + inner + " }"
    raise TypeError(f"no TOML form of {value!r}")


def name(key):
    """A key as TOML: quoted where it has dots or spaces."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)
