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


class ManPages(unittest.TestCase):
    def test_pages_say_what_help_says(self):
        with tempfile.TemporaryDirectory() as directory:
            made = subprocess.run([ROOT / "packaging/man-pages", directory, BUILD / "fairway",
                                   BUILD / "fairway-collector"],
                                  capture_output=True, text=True, check=True, timeout=120).stdout.split()
            names = {pathlib.Path(file).stem for file in made}
            self.assertLessEqual({"fairway", "fairway-check", "fairway-site-init", "fairway-collector-serve",
                                  "fairway-collector-token-create"}, names)
            for file in made:
                name = pathlib.Path(file).stem
                with self.subTest(name):
                    page = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-P-cbou", "-rLL=10000n", "-rHY=0", file],
                                          capture_output=True, text=True, check=True, timeout=30)
                    self.assertEqual(page.stderr, "")
                    program = "fairway-collector" if name.startswith("fairway-collector") else "fairway"
                    command = name.removeprefix(program).strip("-").split("-") if name != program else []
                    spoken = subprocess.run([BUILD / program, *command, "--help"], capture_output=True, text=True,
                                            check=True, timeout=30).stdout
                    in_page = words(page.stdout)
                    missing = [word for word in words(spoken) if word not in in_page]
                    # "NAME - summary", "Usage:" and "Exit codes" read differently in a page.
                    self.assertEqual([w for w in missing if w not in ("usage", "codes")], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
