"""One clear line per case, and a program's exit code from them."""


class Results:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, title, problems):
        """`problems`: what differs from the expectation; empty if the case is right."""
        problems = [p for p in problems if p]
        print(f"{'FAIL' if problems else 'ok  '}  {title}{': ' if problems else ''}{'; '.join(problems)}", flush=True)
        if problems:
            self.failed += 1
        else:
            self.passed += 1

    def finish(self):
        print(f"{self.passed + self.failed} cases, {self.failed} failed", flush=True)
        # A run that checked nothing proved nothing.
        return 1 if self.failed or not self.passed else 0


def differs(what, got, expected):
    return None if got == expected else f"{what} is {got!r}, expected {expected!r}"
