"""What a lab needs from the machine, and what to say if it is missing."""
import glob
import os
import pathlib
import shutil
import sys

SKIPPED = 77  # CTest's SKIP_RETURN_CODE

SOURCE = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("FAIRWAY_BUILD", SOURCE / "build" / "release"))
FAIRWAY = pathlib.Path(os.environ.get("FAIRWAY", BUILD / "fairway")).resolve()

_PACKAGES = {
    "ip": "iproute2", "nft": "nftables", "setpriv": "util-linux", "unshare": "util-linux", "nmap": "nmap",
    "sshd": "openssh-server", "nginx": "nginx-light", "smbd": "samba", "nmbd": "samba", "unbound": "unbound",
    "samba": "samba-ad-dc", "samba-tool": "samba-ad-provision", "slapd": "slapd", "rpcbind": "rpcbind",
    "ganesha.nfsd": "nfs-ganesha nfs-ganesha-mem", "squid": "squid",
    "postgres": "postgresql", "initdb": "postgresql", "smtpd": "opensmtpd", "chronyd": "chrony", "tgtd": "tgt", "tgtadm": "tgt",
}


def find(command):
    """The command's path; sbin counts even if the caller's PATH lacks it, and so does where Debian has PostgreSQL's."""
    own = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
    return shutil.which(command, path=":".join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *own]))


def root_or_skip():
    """Ends the test as skipped, loudly, if namespaces cannot be created."""
    why = None
    if os.geteuid() != 0:
        why = "lab tests need root (to make network namespaces)"
    elif not find("ip") or not find("nft"):
        why = "lab tests need root, and the commands ip and nft (packages iproute2 and nftables)"
    if why:
        print(f"SKIPPED: {why}; nothing was proven by this run", flush=True)
        sys.exit(SKIPPED)


def commands(*names):
    """True when all are there. A missing one fails the run, unless FAIRWAY_LAB_OPTIONAL=1 lets it be left out."""
    missing = [name for name in names if not find(name)]
    if not missing:
        return True
    packages = " ".join(sorted({_PACKAGES[name] for name in missing}))
    message = f"{', '.join(missing)} not found: install with  apt-get install {packages}"
    if os.environ.get("FAIRWAY_LAB_OPTIONAL") == "1":
        print(f"SKIPPED: {message} (FAIRWAY_LAB_OPTIONAL=1)", flush=True)
        return False
    print(f"FAIL  {message}", flush=True)
    sys.exit(1)


def optional(name):
    """Whether it is there. What replaces other programs of a machine is never asked for; its cases are left out, loudly."""
    if find(name):
        return True
    print(f"SKIPPED: {name} not found (package {_PACKAGES[name]}): nothing was proven about its protocol", flush=True)
    return False


def tool(folder, name):
    """One of the lab's own programs, built beside Fairway."""
    path = BUILD / "tests" / folder / name
    if not path.exists():
        print(f"FAIL  {path} is not built; try: cmake --build {BUILD} --target {name}", flush=True)
        sys.exit(1)
    return str(path)


def fairway():
    if not FAIRWAY.exists():
        print(f"FAIL  {FAIRWAY} is not built; build it, or name it with the environment variable FAIRWAY", flush=True)
        sys.exit(1)
    return str(FAIRWAY)
