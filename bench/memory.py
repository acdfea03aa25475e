#!/usr/bin/env python3
"""Resident bytes for each key: one node of memdi beside one Redis, 2 million keys of 16 bytes with 100-byte values.

    bench/memory.py [--keys 2000000] [--idle 90] [--java-opts "-XX:MaxGCPauseMillis=20"] [--out bench/results/memory.json]

What a process holds before the keys is taken off. memdi in memory, memdi with its log on disk, and Redis. A JVM holds what
is live and what it has not collected yet, so both are shown: what is resident when the last key was set and after
--idle seconds without a request, and then what is live, with the classes that it consists of. Needs redis-server.
"""
import argparse, json, os, re, socket, subprocess, tempfile, time

from cluster import ROOT
from systems import OneMemdi, Redis, end

VALUE = "v" * 100


def resident(process):
    with open("/proc/%d/status" % process.pid) as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) * 1024


def load(port, keys):
    """Ascending keys would be kind to a tree: these are in no order."""
    with socket.create_connection(("127.0.0.1", port), 60) as s:
        for first in range(0, keys, 500):
            count = min(500, keys - first)
            request = "".join("*3\r\n$3\r\nSET\r\n$16\r\nkey:%012d\r\n$100\r\n%s\r\n" % (
                n * 7919 % keys, VALUE) for n in range(first, first + count)).encode()
            s.sendall(request)
            answer = b""
            while len(answer) < 5 * count:
                answer += s.recv(1 << 16)
            if answer != b"+OK\r\n" * count:
                raise SystemExit("port %d said %r" % (port, answer[:200]))


def histogram(process, java_home):
    """Live bytes by class, and of all; collects first."""
    out = subprocess.run([os.path.join(java_home, "bin", "jcmd"), str(process.pid), "GC.class_histogram"],
                         stdout=subprocess.PIPE, text=True, check=True).stdout
    classes = {m.group(2): int(m.group(1)) for m in re.finditer(r"^ *\d+: +\d+ +(\d+) +(\S+)", out, re.M)}
    return classes, int(re.search(r"^Total\s+\d+\s+(\d+)", out, re.M).group(1))


def measure(system, args, java_home):
    system.await_ready()
    process = system.processes()[0]
    first = resident(process)
    classes_before, before = histogram(process, java_home) if java_home else ({}, 0)

    def for_each(count):
        return round(count / args.keys, 1)

    load(system.resp, args.keys)
    found = {"resident_bytes": resident(process), "resident_bytes_per_key": for_each(resident(process) - first)}
    time.sleep(args.idle)
    found["resident_bytes_per_key_after_idling"] = for_each(resident(process) - first)
    if java_home:
        classes, total = histogram(process, java_home)
        found["live_bytes_per_key"] = for_each(total - before)
        found["of_these"] = {name: for_each(count - classes_before.get(name, 0)) for name, count in classes.items()
                             if count - classes_before.get(name, 0) > args.keys}
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=2000000)
    parser.add_argument("--idle", type=int, default=90)
    parser.add_argument("--heap", default="", help="-Xmx of memdi; the launcher's default unless given")
    parser.add_argument("--java-opts", default="")
    parser.add_argument("--out")
    args = parser.parse_args()
    java_home = subprocess.run([os.path.join(ROOT, ".mvn", "find-jdk"), "25"], check=True, stdout=subprocess.PIPE,
                               text=True).stdout.strip()
    options = " ".join(filter(None, [os.environ.get("MEMDI_JAVA_OPTS", ""), args.java_opts,
                                     args.heap and "-Xmx" + args.heap]))
    os.environ["MEMDI_JAVA_OPTS"] = options
    result = {"date": time.strftime("%Y-%m-%d"), "keys": args.keys, "idle_seconds": args.idle, "memdi_java_opts": options}
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        for name, start, home in (
                ("memdi", lambda: OneMemdi(folder), java_home),
                ("memdi_on_disk", lambda: OneMemdi(folder, ["--data", os.path.join(folder, "data")]), java_home),
                ("redis", lambda: Redis(folder, append_only=False), None)):
            system = start()
            try:
                result[name] = measure(system, args, home)
                print(name, result[name], flush=True)
            finally:
                end(system)
    if args.out:
        with open(args.out, "w") as out:
            json.dump(result, out, indent=1)
            out.write("\n")


if __name__ == "__main__":
    main()
