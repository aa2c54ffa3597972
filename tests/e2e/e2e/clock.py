"""Clocks that a test sets, for programs that it starts (clock.c)."""
import os
import pathlib
import struct
import subprocess


class Clock:
    """One machine's clock. Programs that run with env() see it move at once."""

    library = None

    def __init__(self, directory, name):
        self.file = pathlib.Path(directory) / f"clock-{name}"
        self.set(0)
        if Clock.library is None or not Clock.library.exists():
            Clock.library = pathlib.Path(directory) / "clock.so"
            source = pathlib.Path(__file__).with_name("clock.c")
            subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", Clock.library, source, "-ldl"], check=True)

    def set(self, days):
        """That many days ahead of the real time."""
        with open(self.file, "r+b" if self.file.exists() else "wb") as f:
            f.write(struct.pack("=q", int(days * 86400)))

    def env(self):
        return {**os.environ, "LD_PRELOAD": str(Clock.library), "FAIRWAY_TEST_CLOCK": str(self.file)}
