#!/usr/bin/env python3
"""Pauses of one node with many keys, and what clients see of them, for each choice of a garbage collector.

    bench/pauses.py [--keys 10000000] [--heap 4g] [--seconds 30] [--rate 20000] [--out bench/results/FILE.json]
                    [--java="-XX:+UseSerialGC" ...]

For each --java (its options in one word; none: the launcher's own) a node is started and the keys are set,
then for --seconds as many requests as possible, one in four of them a write, then for as long --rate of them per second
(bench/Mixed.java, 32 connections), and at last all keys are set anew, so that what was old is garbage. Pauses are the JVM's safepoints, from its log, so whatever they are for.
"""
import argparse, json, os, re, subprocess, tempfile, time

from cluster import ROOT
from memory import resident
from systems import OneMemdi, end

SAFEPOINT = re.compile(r'\[([0-9.]+)s\].*Safepoint "(\w+)".*Total: +(\d+) ns')


class Mixed:
    """The client, which stays up between measurements."""

    def __init__(self, java, port):
        self.process = subprocess.Popen([java, "-XX:+UseSerialGC", os.path.join(ROOT, "bench", "Mixed.java"), str(port)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def pauses(log, first, last):
    """Those that began in these seconds of the JVM's life, in ms."""
    with open(log) as lines:
        found = [SAFEPOINT.search(line) for line in lines]
    took = sorted(int(m.group(3)) / 1e6 for m in found if m and first <= float(m.group(1)) < last)
    if not took:
        return {"pauses": 0}
    return {"pauses": len(took), "median_ms": round(took[len(took) // 2], 1), "longest_ms": round(took[-1], 1),
            "together_ms": round(sum(took))}


def measure(java, args, options, folder):
    log = os.path.join(folder, "gc.log")
    os.environ["MEMDI_JAVA_OPTS"] = "%s -Xmx%s -Xlog:gc*,safepoint:file=%s:uptime:filecount=0" % (options, args.heap, log)
    memdi, begun = OneMemdi(folder), time.monotonic()
    try:
        memdi.await_ready()
        client = Mixed(java, memdi.resp)
        process = memdi.processes()[0]
        row = {"java_options": options}
        for name, *words in (("load", "load", args.keys),
                             ("", "run", args.keys, 25, 32, 0, 3),  # the client's own code is warm then
                             ("as_many_as_possible", "run", args.keys, 25, 32, 0, args.seconds),
                             ("at_rate", "run", args.keys, 25, 32, args.rate, args.seconds),
                             ("load_again", "load", args.keys)):
            first = time.monotonic() - begun
            found = client.ask(*words)
            if name:
                row[name] = dict(found, **pauses(log, first, time.monotonic() - begun),
                                 resident_mib=resident(process) >> 20)
        client.close()
        return row
    finally:
        end(memdi)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--java", action="append", default=[])
    parser.add_argument("--keys", type=int, default=10_000_000)
    parser.add_argument("--heap", default="4g")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rate", type=int, default=20_000)
    parser.add_argument("--out", help="rows are added to it")
    args = parser.parse_args()
    java = os.path.join(subprocess.run([os.path.join(ROOT, ".mvn", "find-jdk"), "25"], check=True,
                                       stdout=subprocess.PIPE, text=True).stdout.strip(), "bin", "java")
    for options in args.java or [""]:
        with tempfile.TemporaryDirectory(prefix="memdi-pauses-") as folder:
            row = measure(java, args, options, folder)
        print(json.dumps(row), flush=True)
        if args.out:
            result = {"date": time.strftime("%Y-%m-%d"), "keys": args.keys, "heap": args.heap, "rate": args.rate,
                      "machine": "%d cores" % os.cpu_count(), "rows": []}
            if os.path.exists(args.out):
                with open(args.out) as before:
                    result = json.load(before)
            result["rows"].append(row)
            with open(args.out, "w") as out:
                out.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
