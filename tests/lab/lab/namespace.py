"""One network namespace: a machine of the lab."""
import contextlib
import ctypes
import os
import pathlib
import signal
import subprocess

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000
_FOLDER = pathlib.Path("/run/netns")


class Namespace:
    def __init__(self, name, label):
        self.name = name    # as `ip netns` knows it
        self.label = label  # as the lab speaks of it: "r1"
        self._processes = []
        subprocess.run(["ip", "netns", "add", name], check=True)

    @contextlib.contextmanager
    def entered(self):
        """Runs the body, and whatever it starts, inside this namespace."""
        with open("/proc/self/ns/net") as home, open(_FOLDER / self.name) as there:
            _set_network(there.fileno())
            try:
                yield
            finally:
                _set_network(home.fileno())

    def sysctl(self, values):
        with self.entered():
            for key, value in values.items():
                path = pathlib.Path("/proc/sys", *key.split("/"))
                if path.exists():  # a few exist on newer kernels only
                    path.write_text(str(value))

    def ip(self, *lines):
        """Each line is one ip command, without the "ip"."""
        _feed(self, ["ip", "-batch", "-"], "\n".join(lines) + "\n")

    def nft(self, rules):
        _feed(self, ["nft", "-f", "-"], rules)

    def run(self, command, nobody=False, **options):
        """Runs to its end; returns a subprocess.CompletedProcess with text output."""
        with self.entered():
            return subprocess.run(as_user(command, nobody), text=True, capture_output=True, **options)

    def start(self, command, nobody=False, private_run=False, **options):
        """Starts a process that ends with the lab at the latest."""
        if private_run:  # daemons of several machines must not meet in one /run
            command = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs tmpfs /run && exec "$@"', "sh", *command]
        with self.entered():
            process = subprocess.Popen(as_user(command, nobody, die_with_parent=True), text=True,
                                       start_new_session=True, **options)
        self._processes.append(process)
        return process

    def start_ready(self, command, word="ready"):
        """Starts a process and waits until it says that it is ready."""
        process = self.start(command, stdout=subprocess.PIPE)
        line = process.stdout.readline().strip()
        if line != word:
            raise RuntimeError(f"{self.label}: {' '.join(command)[:200]} said {line!r} instead of {word!r}")
        return process

    def stop(self, process):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout:
            process.stdout.close()
        if process in self._processes:
            self._processes.remove(process)

    def destroy(self):
        for process in reversed(self._processes[:]):
            self.stop(process)
        # What those left behind (daemons fork) lives in this namespace and nowhere else.
        for pid in subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True).stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        subprocess.run(["ip", "netns", "del", self.name], check=False)


def as_user(command, nobody, die_with_parent=False):
    options = ["--pdeathsig", "KILL"] if die_with_parent else []
    if nobody:
        options += ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--no-new-privs",
                    "--inh-caps=-all", "--bounding-set=-all"]
    return ["setpriv", *options, *command] if options else list(command)


def remove_leftovers(prefix):
    """Deletes namespaces of earlier runs that were killed before they could: their names carry a dead run's pid."""
    if not _FOLDER.is_dir():
        return
    for path in _FOLDER.glob(f"{prefix}*"):
        pid = path.name[len(prefix):].split("-")[0]
        if pid.isdigit() and not pathlib.Path("/proc", pid).exists():
            subprocess.run(["ip", "netns", "del", path.name], check=False)


def _set_network(fd):
    if _libc.setns(fd, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def _feed(namespace, command, text):
    with namespace.entered():
        done = subprocess.run(command, input=text, text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{namespace.label}: {' '.join(command)} failed:\n{done.stderr}{text}")
