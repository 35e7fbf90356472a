"""The command `il2sim`, in the process of Python."""

import os
import signal
import sys
import tempfile


def main() -> None:
    """Runs the command with the arguments of the process."""
    # Vulkan drivers print an error where this variable is not set; the program itself does the same.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    # The program has handlers of its own, which save the state.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from il2sim import _il2sim

    sys.exit(_il2sim.command(["il2sim", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
