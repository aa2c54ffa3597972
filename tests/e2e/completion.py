#!/usr/bin/python3
"""What a real bash offers on TAB. zsh and fish read their scripts, and offer the same, where they are installed."""
import fcntl
import os
import pathlib
import pty
import select
import shlex
import shutil
import struct
import subprocess
import tempfile
import termios
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAIRWAY = os.environ.get("FAIRWAY", ROOT / "build/release/fairway")
PATIENCE = 30  # seconds

ASK_BASH = r"""
source <("$1" completion bash)
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
COMP_LINE=$2 COMP_POINT=${3:-${#2}}
_fairway
(( ${#COMPREPLY[@]} == 0 )) || printf '%s\n' "${COMPREPLY[@]}"
"""

# The line, and all that is offered; readline puts it behind the last "=" or ":".
LINES = [
    ("fairway che", {"check"}),
    ("fairway matrix ", {"list", "roles", "show", "explain", "shipped", "diff", "export", "validate", "import"}),
    ("fairway matrix ex", {"explain", "export"}),
    ("fairway help mat", {"matrix"}),
    ("fairway help matrix va", {"validate"}),
    ("fairway help check ", set()),
    ("fairway check --for", {"--format"}),
    ("fairway check --no-", {"--no-identify", "--no-proxy", "--no-trace"}),
    ("fairway check --as agent-linux --ph", {"--phase"}),
    ("fairway check --phase ", {"onboarding", "operation"}),
    ("fairway check --format j", {"json", "junit"}),
    ("fairway check --format=j", {"json", "junit"}),
    ("fairway check --as dns", {"dns-server"}),
    ("fairway check --as agent-linux,dns", {"agent-linux,dns-server"}),
    ("fairway check --peer backup-s", {"backup-server="}),
    ("fairway check --fact netbios=", {"true", "false"}),
    ("fairway check --fact netbios=t", {"true"}),
    ("fairway check --timeout ", set()),
    ("fairway check --site ", {"monday.json", "state"}),
    ("fairway check --matrix veeam-b", {"veeam-backup", "veeam-backup@2026-05-26"}),
    ("fairway matrix show agent:repository:tcp:61", {"6162"}),
    ("fairway matrix export --format ", {"json", "csv", "markdown"}),
    ("fairway matrix diff --format ch", {"change-request", "change-request-csv"}),
    ("fairway matrix diff veeam-agents@2026-01", {"veeam-agents@2026-01-19"}),
    ("fairway report mon", {"monday.json"}),
    ("fairway report --format text mon", {"monday.json"}),
    ("fairway status --format ", {"text", "json"}),
    ("fairway run --state ", {"state"}),
    ("fairway completion ", {"bash", "zsh", "fish"}),
    ("fairway site im", {"import"}),
    ("fairway site import v", {"vbr", "vbr-json"}),
    ("fairway site import m", {"monday.json"}),
    ("fairway site import vbr --u", {"--user-file"}),
    ("fairway site import vbr --user-file p", {"prompt"}),
    ("fairway site import vbr-json s", {"state"}),
    ("fairway site diff --format ", {"text", "json"}),
    ("fairway nonsense ", set()),
    ("fairway matrix nonsense ", set()),
]


class Completion(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.here = pathlib.Path(directory.name)
        (self.here / "monday.json").touch()
        (self.here / "state").mkdir()

    def ask_bash(self, line, *point):
        done = subprocess.run(["bash", "--norc", "-c", ASK_BASH, "bash", FAIRWAY, line, *point], cwd=self.here,
                              capture_output=True, text=True, check=True, timeout=PATIENCE)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def test_bash(self):
        for line, offered in LINES:
            with self.subTest(line):
                self.assertEqual(set(self.ask_bash(line)), offered)

    def test_bash_offers_every_option_of_every_command(self):
        for command in self.ask_bash("fairway "):
            if command.startswith("-") or command in ("help", "key", "matrix", "site"):
                continue
            with self.subTest(command):
                spoken = subprocess.run([FAIRWAY, command, "--help"], capture_output=True, text=True, check=True,
                                        timeout=PATIENCE).stdout
                options = {line.split()[0] for line in spoken.splitlines() if line.startswith("  --")}
                self.assertEqual(set(self.ask_bash(f"fairway {command} --")), options | {"--help"})

    def test_bash_completes_at_the_cursor(self):
        self.assertEqual(self.ask_bash("fairway matr --help", "12"), ["matrix"])

    def test_bash_at_a_keyboard(self):
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.here)
            os.environ.update(PS1="ready> ", TERM="dumb", INPUTRC="/dev/null",
                              PATH=f"{pathlib.Path(FAIRWAY).parent}:{os.environ['PATH']}")
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 200, 0, 0))  # the line must not scroll
        seen = ""

        def wait_for(text):
            nonlocal seen
            end = time.monotonic() + PATIENCE
            while text not in seen:
                self.assertTrue(select.select([terminal], [], [], max(0, end - time.monotonic()))[0],
                                f"no {text!r} in {seen!r}")
                seen += os.read(terminal, 4096).decode()
            seen = seen[seen.index(text) + len(text):]

        try:
            wait_for("ready> ")
            os.write(terminal, b"source <(fairway completion bash)\n")
            wait_for("ready> ")
            for typed, shown in [("true; fairway matr\t", "true; fairway matrix "),  # behind another command
                                 ("sho\t", "show "), ("agent:repository:tcp:61\t", "agent:repository:tcp:6162 "),
                                 ("--matrix=veeam-agents@2026-01\t", "veeam-agents\\@2026-01-19 ")]:
                os.write(terminal, typed.encode())
                wait_for(shown)
        finally:
            os.close(terminal)
            os.waitpid(process, 0)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_reads_its_script(self):
        script = self.here / "_fairway"
        script.write_text(subprocess.run([FAIRWAY, "completion", "zsh"], capture_output=True, text=True, check=True,
                                         timeout=PATIENCE).stdout)
        done = subprocess.run(["zsh", "-f", "-c", f"autoload -U compinit && compinit -D -u && source {shlex.quote(str(script))}"
                               " && print ${_comps[fairway]}"],
                              capture_output=True, text=True, check=True, timeout=PATIENCE)
        self.assertEqual((done.stdout, done.stderr), ("_fairway\n", ""))

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish(self):
        script = self.here / "fairway.fish"
        script.write_text(subprocess.run([FAIRWAY, "completion", "fish"], capture_output=True, text=True, check=True,
                                         timeout=PATIENCE).stdout)
        for line, offered in [("fairway che", {"check"}),
                              ("fairway matrix ex", {"explain", "export"}),
                              ("fairway help matrix va", {"validate"}),
                              ("fairway check --for", {"--format"}),
                              ("fairway check --format j", {"json", "junit"}),
                              ("fairway check --phase ", {"onboarding", "operation"}),
                              ("fairway completion ", {"bash", "zsh", "fish"})]:
            with self.subTest(line):
                done = subprocess.run(["fish", "--no-config", "-c", 'source $argv[1]; complete -C $argv[2]', script, line],
                                      capture_output=True, text=True, check=True, timeout=PATIENCE)
                self.assertEqual({word.split("\t")[0] for word in done.stdout.splitlines()}, offered)


if __name__ == "__main__":
    unittest.main(verbosity=2)
