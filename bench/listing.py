#!/usr/bin/env python3
"""What a client that lists all keys again and again costs those who read single keys, at one node.

    bench/listing.py [--keys 2000000] [--seconds 6] [--rate 10000] [--out bench/results/FILE.json]

Reads (bench/Mixed.java, 32 connections): as many as possible, then --rate of them per second; by themselves, beside
SCAN with several COUNTs, and beside GET /kv with several limits. Beside each stands what the lister got.
"""
import argparse, http.client, json, os, re, socket, subprocess, tempfile, threading, time

from cluster import ROOT
from pauses import Mixed
from systems import OneMemdi, end


def scan(port, count):
    """Keys by SCAN, a page at a time, over and over."""
    with socket.create_connection(("127.0.0.1", port), 60) as s:
        cursor = b"0"
        while True:
            s.sendall(b"SCAN %s COUNT %d\r\n" % (cursor, count))
            answer = s.recv(1 << 20)
            while True:
                head = re.match(rb"\*2\r\n\$\d+\r\n(\d+)\r\n\*(\d+)\r\n", answer)
                # each key is $16, a line, and 16 bytes, a line
                if head and len(answer) == head.end() + 23 * int(head.group(2)):
                    break
                answer += s.recv(1 << 20)
            cursor = head.group(1)
            yield int(head.group(2))


def pages(port, limit):
    """The same over HTTP."""
    connection, after = http.client.HTTPConnection("127.0.0.1", port, timeout=60), ""
    while True:
        connection.request("GET", "/kv?limit=%d%s" % (limit, after))
        page = connection.getresponse().read()
        found = re.search(rb'"next":"([^"]+)"', page[-100:])
        after = "&after=" + found.group(1).decode() if found else ""
        yield page.count(b'"key":')


class Lister:
    """Lists until it is told to stop."""

    def __init__(self, entries):
        self.pages = self.entries = 0
        self.longest, self.going = 0.0, True
        self.thread = threading.Thread(target=self.work, args=[entries])
        self.begun = time.monotonic()
        self.thread.start()

    def work(self, entries):
        while self.going:
            before = time.monotonic()
            self.entries += next(entries)
            self.pages += 1
            self.longest = max(self.longest, time.monotonic() - before)

    def stop(self):
        self.going = False
        self.thread.join()
        took = time.monotonic() - self.begun
        return {"pages_per_second": round(self.pages / took, 1), "entries_per_second": round(self.entries / took),
                "longest_page_ms": round(self.longest * 1000, 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--out")
    args = parser.parse_args()
    java = os.path.join(subprocess.run([os.path.join(ROOT, ".mvn", "find-jdk"), "25"], check=True,
                                       stdout=subprocess.PIPE, text=True).stdout.strip(), "bin", "java")
    rows = []
    with tempfile.TemporaryDirectory(prefix="memdi-listing-") as folder:
        memdi = OneMemdi(folder)
        try:
            memdi.await_ready()
            client = Mixed(java, memdi.resp)
            client.ask("load", args.keys)
            listings = {"SCAN COUNT %d" % n: lambda n=n: scan(memdi.resp, n) for n in (10, 1000)}
            listings.update({"GET /kv?limit=%d" % n: lambda n=n: pages(memdi.port, n) for n in (100, 1000)})
            for listing in listings.values():  # warms both
                lister = Lister(listing())
                client.ask("run", args.keys, 0, 32, 0, 2)
                lister.stop()
            for name in ["", *listings, ""]:
                row = {"beside": name}
                for load, rate in (("as_many_as_possible", 0), ("at_rate", args.rate)):
                    lister = Lister(listings[name]()) if name else None
                    row[load] = client.ask("run", args.keys, 0, 32, rate, args.seconds)
                    if lister:
                        row[load]["lister"] = lister.stop()
                rows.append(row)
                print(json.dumps(row), flush=True)
            client.close()
        finally:
            end(memdi)
    if args.out:
        with open(args.out, "w") as out:
            out.write(json.dumps({"date": time.strftime("%Y-%m-%d"), "keys": args.keys, "rate": args.rate,
                                  "machine": "%d cores" % os.cpu_count(), "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
