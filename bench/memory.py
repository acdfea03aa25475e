#!/usr/bin/env python3
"""Resident bytes for each key: one node of memdi beside one Redis, 2 million keys of 16 bytes with 100-byte values.

    bench/memory.py [--keys 2000000] [--java-opts "-XX:+UseParallelGC"] [--out bench/results/memory.json]

What a process holds before the keys is taken off. A JVM keeps what was once used, and collects
only when it has to: so its heap is limited as a user would (--heap), and the live bytes after a
collection stand beside the resident ones. Needs redis-server.
"""
import argparse, json, os, re, socket, subprocess, tempfile

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


def live(process, java_home):
    out = subprocess.run([os.path.join(java_home, "bin", "jcmd"), str(process.pid), "GC.class_histogram"],
                         stdout=subprocess.PIPE, text=True, check=True).stdout
    return int(re.search(r"^Total\s+\d+\s+(\d+)", out, re.M).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=2000000)
    parser.add_argument("--heap", default="", help="-Xmx of memdi; the launcher's default unless given")
    parser.add_argument("--java-opts", default="")
    parser.add_argument("--out")
    args = parser.parse_args()
    java_home = subprocess.run([os.path.join(ROOT, ".mvn", "find-jdk"), "25"], check=True, stdout=subprocess.PIPE,
                               text=True).stdout.strip()
    options = " ".join(filter(None, [os.environ.get("MEMDI_JAVA_OPTS", ""), args.java_opts,
                                     args.heap and "-Xmx" + args.heap]))
    os.environ["MEMDI_JAVA_OPTS"] = options
    result = {"keys": args.keys, "memdi_java_opts": options}
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        for system in (OneMemdi(folder), Redis(folder, append_only=False)):
            try:
                system.await_ready()
                process = system.processes()[0]
                first = resident(process)
                before = live(process, java_home) if system.name == "memdi" else 0
                load(system.resp, args.keys)
                found = {"resident_bytes_per_key": round((resident(process) - first) / args.keys, 1),
                         "resident_bytes": resident(process)}
                if system.name == "memdi":
                    found["live_bytes_per_key"] = round((live(process, java_home) - before) / args.keys, 1)
                    found["resident_bytes_per_key_after_collection"] = round(
                        (resident(process) - first) / args.keys, 1)
                result[system.name] = found
                print(system.name, found, flush=True)
            finally:
                end(system)
    if args.out:
        with open(args.out, "w") as out:
            json.dump(result, out, indent=1)
            out.write("\n")


if __name__ == "__main__":
    main()
