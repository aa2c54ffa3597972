#!/usr/bin/python3
"""The man pages say what --help says, word for word, and groff accepts them without a warning."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("FAIRWAY_BUILD", ROOT / "build/release"))


def words(text):
    """Without the layout: the colons of headings, hyphenation, case (headings are upper case in a man page)."""
    return re.findall(r"[\w./=<>|\[\]'\"`*,…-]+", text.lower().replace(":", " "))


def help_of(program, page):
    """The help of the command that a page is about. "site-import-vbr-json" is `site import vbr-json`: of the ways to
    read such a name, only one is a command."""
    parts = page.removeprefix(program).strip("-").split("-") if page != program else []
    for last in range(len(parts), -1, -1):
        command = parts[:last] + (["-".join(parts[last:])] if parts[last:] else [])
        asked = subprocess.run([BUILD / program, *command, "--help"], capture_output=True, text=True, timeout=30)
        if asked.returncode == 0 and asked.stdout.startswith(" ".join([program, *command]) + " -"):
            return asked.stdout
    raise AssertionError(f"{page} is about no command")


class ManPages(unittest.TestCase):
    def test_pages_say_what_help_says(self):
        with tempfile.TemporaryDirectory() as directory:
            made = subprocess.run([ROOT / "packaging/man-pages", directory, BUILD / "fairway",
                                   BUILD / "fairway-collector"],
                                  capture_output=True, text=True, check=True, timeout=120).stdout.split()
            names = {pathlib.Path(file).stem for file in made}
            self.assertLessEqual({"fairway", "fairway-check", "fairway-site-init", "fairway-site-import-vbr-json",
                                  "fairway-collector-serve", "fairway-collector-token-create"}, names)
            for file in made:
                name = pathlib.Path(file).stem
                with self.subTest(name):
                    page = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-P-cbou", "-rLL=10000n", "-rHY=0", file],
                                          capture_output=True, text=True, check=True, timeout=30)
                    self.assertEqual(page.stderr, "")
                    program = "fairway-collector" if name.startswith("fairway-collector") else "fairway"
                    spoken = help_of(program, name)
                    in_page = words(page.stdout)
                    missing = [word for word in words(spoken) if word not in in_page]
                    # "NAME - summary", "Usage:" and "Exit codes" read differently in a page.
                    self.assertEqual([w for w in missing if w not in ("usage", "codes")], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
