"""Measures a built program in a terminal and holds it to its budgets: start, keys, idle, memory, size.

    python3 benches/measure.py target/release/cognito-ferry            a table
    python3 benches/measure.py --assert target/release/cognito-ferry   and exit code 1 when a budget is exceeded
    python3 benches/measure.py --keys down,up /usr/bin/top             any other program: its arguments come last

Needs Linux (/proc) and Python 3's own library. The program gets a real pseudo-terminal, the answers that a terminal gives
to its questions, and a home of its own, so that it neither sees nor changes anything of yours.
"""

import argparse
import fcntl
import math
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time

SIZES = [(80, 24), (120, 40)]
STARTS = 15
KEY_PRESSES = 60
IDLE_SECONDS = 3.0
# A frame is on the screen once this many visible characters have been written.
FRAME_CHARACTERS = 40
# Output is over when nothing came for this long.
QUIET_SECONDS = 0.15

KEYS = {
    "down": b"\x1b[B", "up": b"\x1b[A", "right": b"\x1b[C", "left": b"\x1b[D",
    "tab": b"\t", "enter": b"\r", "esc": b"\x1b", "space": b" ",
}  # fmt: skip

# What a terminal is asked at start, and what this one says: cursor position, device attributes, version, colours.
QUESTIONS = [
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>0;0;0c"),
    (re.compile(rb"\x1b\]10;\?(\x07|\x1b\\)"), b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
    (re.compile(rb"\x1b\]11;\?(\x07|\x1b\\)"), b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
]
NOT_VISIBLE = re.compile(rb"\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b\[[0-9;?<>=!$ ]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]|[\x00-\x20\x7f]")


class Terminal:
    """One run of the program on a pseudo-terminal."""

    def __init__(self, command, size, home):
        self.master, slave = pty.openpty()
        columns, rows = size
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        # Opened by the new session's leader, the terminal becomes its controlling one.
        name = os.ttyname(slave)
        opened = [(os.POSIX_SPAWN_OPEN, number, name, os.O_RDWR, 0) for number in (0, 1, 2)]
        closed = [(os.POSIX_SPAWN_CLOSE, self.master), (os.POSIX_SPAWN_CLOSE, slave)]
        self.started = time.perf_counter()
        self.pid = os.posix_spawn(command[0], command, environment(home), file_actions=opened + closed, setsid=True)
        os.close(slave)
        self.asked = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def read(self, timeout):
        """What comes within the time; empty: nothing came, or the program has ended."""
        readable, _, _ = select.select([self.master], [], [], max(timeout, 0))
        if not readable:
            return b""
        try:
            output = os.read(self.master, 65536)
        except OSError:
            sys.exit("The program ended while it was being measured.")
        self.answer(output)
        return output

    def answer(self, output):
        # A question may be cut in two by a read: its beginning is kept.
        self.asked = self.asked[-16:] + output
        for question, reply in QUESTIONS:
            for _ in question.findall(self.asked):
                os.write(self.master, reply)
            self.asked = question.sub(b"", self.asked)

    def settle(self):
        """Reads until it is quiet."""
        while self.read(QUIET_SECONDS):
            pass

    def first_frame(self):
        """Milliseconds from spawn to the first byte and to the first frame."""
        first_byte, text = None, b""
        while True:
            output = self.read(10)
            now = (time.perf_counter() - self.started) * 1000
            if not output:
                sys.exit(f"No frame within 10 seconds; the program wrote {text!r}.")
            first_byte = first_byte or now
            text += output
            if len(NOT_VISIBLE.sub(b"", text)) >= FRAME_CHARACTERS:
                return first_byte, now

    def key(self, key):
        """Milliseconds from a key to the first byte that it causes; none when it causes nothing within a second."""
        pressed = time.perf_counter()
        os.write(self.master, key)
        output = self.read(1)
        latency = (time.perf_counter() - pressed) * 1000
        while self.read(0.01):
            pass
        return latency if output else None

    def idle(self):
        """Bytes written and milliseconds of processor time used while nothing happens."""
        before, until, count = processor_time(self.pid), time.perf_counter() + IDLE_SECONDS, 0
        while (left := until - time.perf_counter()) > 0:
            count += len(self.read(left))
        return count, processor_time(self.pid) - before

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        until = time.perf_counter() + 2
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            if time.perf_counter() > until:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                break
            try:
                self.read(0.01)
            except SystemExit:
                # The terminal closes just before the process can be waited for.
                time.sleep(0.001)
        os.close(self.master)


def environment(home):
    return {
        "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": home, "XDG_DATA_HOME": home,
        "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "AWS_EC2_METADATA_DISABLED": "true",
    }  # fmt: skip


def processor_time(pid):
    """Milliseconds on a processor, over all threads."""
    nanoseconds = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
            nanoseconds += int(file.read().split()[0])
    return nanoseconds / 1e6


def megabytes(pid, member):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(member + ":")) / 1024


def version(program, home):
    """Milliseconds that --version takes, and how many megabytes it has at its largest."""
    times, sizes = [], []
    for _ in range(STARTS):
        reading, writing = os.pipe()
        begun = time.perf_counter()
        pid = spawn_into(writing, program, home)
        _, status = os.waitpid(pid, 0)
        times.append((time.perf_counter() - begun) * 1000)
        os.close(writing)
        said = os.read(reading, 4096)
        os.close(reading)
        if status != 0 or not said:
            return None
    for _ in range(3):
        # The rusage of a child begins with its parent's size. A full pipe holds the child at its last step instead.
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        filled = 0
        while True:
            try:
                filled += os.write(writing, b" " * 4096)
            except BlockingIOError:
                break
        os.set_blocking(writing, True)
        pid = spawn_into(writing, program, home)
        os.close(writing)
        while not stands_still(pid):
            pass
        sizes.append(megabytes(pid, "VmHWM"))
        while os.read(reading, 65536):
            pass
        os.waitpid(pid, 0)
        os.close(reading)
    return statistics.median(times), statistics.median(sizes)


def spawn_into(pipe, program, home):
    actions = [(os.POSIX_SPAWN_DUP2, pipe, 1), (os.POSIX_SPAWN_CLOSE, pipe)]
    return os.posix_spawn(program, [program, "--version"], environment(home), file_actions=actions)


def stands_still(pid):
    """Whether it used no processor for a while: it has come to the full pipe."""
    before = processor_time(pid)
    time.sleep(0.03)
    return 0 < before == processor_time(pid)


def at_95_percent(values):
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]


def measure(command, keys):
    """Every figure as (what, value, unit, budget or none)."""
    with tempfile.TemporaryDirectory() as home:
        said = version(command[0], home)
        if said:
            yield "--version", said[0], "ms", 10
            yield "--version, memory", said[1], "MB", 10
        for size in SIZES:
            where = f"{size[0]}x{size[1]}"
            starts = []
            for _ in range(STARTS):
                with Terminal(command, size, home) as terminal:
                    starts.append(terminal.first_frame())
            yield f"{where} first byte", statistics.median(first for first, _ in starts), "ms", None
            yield f"{where} first frame", statistics.median(frame for _, frame in starts), "ms", 25

            with Terminal(command, size, home) as terminal:
                yield from measure_running(terminal, keys, where)
    yield "binary", os.path.getsize(command[0]) / 1e6, "MB", 14


def measure_running(terminal, keys, where):
    """The figures of a screen that stands."""
    terminal.first_frame()
    terminal.settle()
    latencies = [terminal.key(keys[press % len(keys)]) for press in range(KEY_PRESSES)]
    answered = [latency for latency in latencies if latency is not None]
    if len(answered) < len(latencies):
        sys.exit(f"{len(latencies) - len(answered)} of {len(latencies)} keys changed nothing; choose others with --keys.")
    yield f"{where} key to output, median", statistics.median(answered), "ms", None
    yield f"{where} key to output, 95th percentile", at_95_percent(answered), "ms", 5
    terminal.settle()
    count, busy = terminal.idle()
    yield f"{where} idle for {IDLE_SECONDS:.0f} s, written", count, "bytes", 0
    yield f"{where} idle for {IDLE_SECONDS:.0f} s, processor", busy / IDLE_SECONDS / 10, "%", 0.2
    yield f"{where} memory", megabytes(terminal.pid, "VmRSS"), "MB", 25


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--assert", dest="holds", action="store_true", help="exit with 1 when a budget is exceeded")
    options.add_argument("--keys", default="?,esc", help="the keys to press in turn, each of which must change the screen")
    options.add_argument("program")
    options.add_argument("arguments", nargs=argparse.REMAINDER, help="what makes it open its screen (default: none)")
    options = options.parse_args()
    keys = [KEYS.get(key, key.encode()) for key in options.keys.split(",")]
    over = 0
    print(f"{'figure':42} {'measured':>12}   budget", flush=True)
    for what, value, unit, budget in measure([os.path.abspath(options.program), *options.arguments], keys):
        exceeded = budget is not None and value > budget
        over += exceeded
        limit = "" if budget is None else f"{budget:g} {unit}" + ("   EXCEEDED" if exceeded else "")
        print(f"{what:42} {value:>6.{0 if unit == 'bytes' else 2}f} {unit:5}   {limit}".rstrip(), flush=True)
    if options.holds and over:
        sys.exit(f"{over} budgets are exceeded.")


main()
