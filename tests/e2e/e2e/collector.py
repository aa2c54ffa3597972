"""A collector of the test's own on loopback, and a prober's side of its API."""
import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess
import time

BUILD = pathlib.Path(os.environ.get("FAIRWAY_BUILD", pathlib.Path(__file__).resolve().parents[3] / "build/release"))
PROGRAM = BUILD / "fairway-collector"
PATIENCE = 60  # seconds for anything that should take milliseconds


def wait_until(true, what):
    """Waits for another process, with a limit: for something on disk, or for a socket that accepts."""
    end = time.monotonic() + PATIENCE
    while not (value := true()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {PATIENCE} s in vain for {what}")
        time.sleep(0.01)
    return value


class Collector:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.data = self.directory / "data"
        self.process = None
        self.port = 0
        self.log = self.directory / "log"
        self.call("init", "--data", self.data, "--name", "localhost,127.0.0.1")

    @property
    def database(self):
        found = [f for f in self.data.iterdir() if f.suffix in (".db", ".sqlite", ".sqlite3")]
        assert len(found) == 1, found
        return found[0]

    def call(self, *words, check=True):
        done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=PATIENCE)
        if check and done.returncode != 0:
            raise AssertionError(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def token(self, uses=1000, *more):
        said = self.call("token", "create", "--data", self.data, "--uses", uses, *more)
        return re.search(r"\b[0-9a-f]{64}\b", said).group(0)

    def fingerprint(self):
        pem = (self.data / "ca.pem").read_text()
        der = ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN"):])
        import hashlib
        return hashlib.sha256(der).hexdigest()

    def start(self, wrapper=(), port=0):
        """Serves; `wrapper` is put before the command line (strace)."""
        listening = self.data / "listening.json"
        listening.unlink(missing_ok=True)
        with open(self.log, "a") as log:
            self.process = subprocess.Popen([*wrapper, PROGRAM, "serve", "--data", self.data, "--listen",
                                             f"127.0.0.1:{port}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True)
        wait_until(lambda: listening.exists() or self.process.poll() is not None, "the collector to listen")
        if not listening.exists():
            return False  # it was killed while it started
        self.port = json.loads(listening.read_text())["port"]
        return True

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def end(self, how=signal.SIGTERM):
        """Ends the process (and a wrapper around it) that this test started."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, how)
        except ProcessLookupError:
            pass
        self.process.wait(PATIENCE)
        self.process = None

    def query(self, sql, *values):
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30) as db:
            return db.execute(sql, values).fetchall()

    def tls(self):
        return ssl.create_default_context(cafile=self.data / "ca.pem")


class Prober:
    """Talks to a collector as a prober does: one request in flight, over TLS, on a connection that it keeps."""

    def __init__(self, collector, host, credential):
        self.collector, self.host, self.credential = collector, host, credential
        self.id = None
        self._connection = None

    def post(self, path, body, headers=None, packed=False):
        """(status, JSON). Raises OSError or HTTPException if no answer arrives."""
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        if packed:
            body, sent["Content-Encoding"] = gzip.compress(body, 1), "gzip"
        if self._connection is None:
            self._connection = http.client.HTTPSConnection("127.0.0.1", self.collector.port, timeout=PATIENCE,
                                                           context=self.collector.tls())
        try:
            self._connection.request("POST", path, body, sent)
            answer = self._connection.getresponse()
            text = answer.read()
        except BaseException:
            self.hang_up()
            raise
        if answer.getheader("Connection", "").lower() == "close":
            self.hang_up()
        return answer.status, json.loads(text) if text else None

    def hang_up(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def enroll(self, token, install_id):
        import hashlib
        status, answer = self.post("/api/v1/enroll", {
            "token": token, "credential_sha256": hashlib.sha256(self.credential.encode()).hexdigest(),
            "host": self.host, "install_id": install_id, "fairway": "0.1.0"})
        assert status in (200, 201), (status, answer)
        self.id = answer["prober"]

    def report(self, document, age=0, **headers):
        return self.post("/api/v1/reports", document,
                         {"Authorization": f"Bearer {self.credential}", "Fairway-Report-Age": str(age), **headers},
                         packed=True)


def removed(directory):
    shutil.rmtree(directory, ignore_errors=True)
