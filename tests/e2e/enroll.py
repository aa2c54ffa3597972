#!/usr/bin/python3
"""`fairway enroll` against a real collector: several at once in one state directory, and killed at every step. Whoever ends
with 0 leaves an identity that the collector knows, and one state directory is one prober.
"""
import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading

from e2e.collector import BUILD, PATIENCE, Collector

FAIRWAY = pathlib.Path(os.environ.get("FAIRWAY", BUILD / "fairway"))


class Wire(threading.Thread):
    """Passes on what goes between one prober and the collector, and tells before each piece."""

    def __init__(self, port, before):
        super().__init__(daemon=True)
        self.to, self.before = port, before
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.pieces, self.lock = 0, threading.Lock()

    def run(self):
        try:
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=(a, b), daemon=True).start()
        except OSError:
            pass  # the test is over

    def carry(self, source, sink):
        try:
            while data := source.recv(65536):
                with self.lock:
                    self.pieces += 1
                    if not self.before(self.pieces):
                        return
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def end(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def start(collector, state, token, port=None):
    return subprocess.Popen([FAIRWAY, "enroll", "--state", state, "--collector", f"https://127.0.0.1:{port or collector.port}",
                             "--token-file", token, "--ca-fingerprint", collector.fingerprint(), "--proxy", "none"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def known(collector, state):
    """Whether the collector knows the identity of a state directory."""
    identity = json.loads((state / "identity.json").read_text())
    digest = hashlib.sha256(identity["credential"].encode()).hexdigest()
    rows = collector.query("SELECT p.install_id FROM prober p JOIN credential c ON c.tenant = p.tenant AND c.prober = p.id "
                           "WHERE p.id = ? AND c.sha256 = ?", identity.get("prober"), digest)
    return rows == [(identity["install_id"],)]


def probers(collector):
    return collector.query("SELECT count(*) FROM prober")[0][0]


def at_once(directory, collector):
    succeeded = refused = 0
    for round_ in range(10):
        state, token = directory / f"at-once-{round_}", directory / "token"
        token.write_text(collector.token())
        before = probers(collector)
        running = [start(collector, state, token) for _ in range(3)]
        said = [(p.communicate(timeout=PATIENCE)[0], p.returncode) for p in running]
        for words, status in said:
            assert status in (0, 4), (status, words)
            assert status == 0 or "another `fairway enroll` is at work" in words, words
        succeeded += sum(status == 0 for _, status in said)
        refused += sum(status == 4 for _, status in said)
        assert any(status == 0 for _, status in said), said
        assert probers(collector) == before + 1, said
        assert known(collector, state), said
    print(f"ok: three at once, ten times: one prober each; {succeeded} enrolled, {refused} were told to wait")


def killed(directory, collector):
    """Killed before each piece that goes over the wire, and started again with the same token, which is good for one."""
    token = directory / "token"
    for step in range(1, 100):
        state = directory / f"killed-{step}"
        token.write_text(collector.token(1))
        before, victims = probers(collector), []
        ready = threading.Event()

        def kill(pieces):
            if pieces != step:
                return pieces < step
            assert ready.wait(PATIENCE)
            victims[0].send_signal(signal.SIGKILL)
            return True  # what was on its way arrives

        wire = Wire(collector.port, kill)
        wire.start()
        victims.append(start(collector, state, token, wire.port))
        ready.set()
        words = victims[0].communicate(timeout=PATIENCE)[0]
        status = victims[0].returncode
        if status == 0:  # it had all its answers by then
            assert known(collector, state), words
        else:
            assert status == -signal.SIGKILL, (step, status, words)
        wire.end()
        if wire.pieces < step:
            assert step > 6, f"an enrollment of {wire.pieces} pieces"
            print(f"ok: killed before each of {step - 1} pieces; the same command again made one prober of each")
            return
        # The same address again: another one would be another collector.
        again_wire = Wire(collector.port, lambda pieces: True)
        again_wire.listener.close()
        again_wire.listener = socket.create_server(("127.0.0.1", wire.port))
        again_wire.start()
        again = start(collector, state, token, wire.port)
        words = again.communicate(timeout=PATIENCE)[0]
        again_wire.end()
        assert again.returncode == 0, (step, words)
        assert probers(collector) == before + 1, (step, words)
        assert known(collector, state), (step, words)
    raise AssertionError("an enrollment has no end")


def main():
    with tempfile.TemporaryDirectory(prefix="fairway-e2e.") as name:
        directory = pathlib.Path(name)
        (directory / "token").touch(mode=0o600)
        collector = Collector(directory)
        collector.start()
        try:
            at_once(directory, collector)
            killed(directory, collector)
        finally:
            collector.end()


if __name__ == "__main__":
    sys.exit(main())
