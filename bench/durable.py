#!/usr/bin/env python3
"""Writes that are on the disks of a majority when they are answered: memdi beside etcd, over HTTP.

Three nodes of each on this machine, their data on one disk, one system at a time (the other one's
processes stand still), in turn: writes per second with their p50 and p99, and how often the three
nodes together call fsync or fdatasync for one write. Then how long 1 million keys take to come back
after kill -9 of all nodes, beside etcd and beside one Redis with an append-only file.

    bench/durable.py [--seconds 8] [--runs 3] [--keys 1000000] [--out bench/results/durable.json]

memdi is asked with ack=disk at one node, which leads a part of the shards; etcd's JSON gateway at its
leader. Needs wrk, strace, etcd-server, redis-server (Debian's names); what is missing is left out,
but for wrk.
"""
import argparse, base64, json, os, re, shutil, signal, socket, statistics, subprocess, tempfile, time
import http.client

from cluster import ROOT, Node, get, wait, whole

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = [1, 16, 64]
VALUE = "v" * 100
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


def post(port, path, body, method="POST"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body=body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Memdi:
    name, script = "memdi", "put.lua"

    def __init__(self, folder, more=()):
        self.nodes = [Node(i, 4101, 26621, os.path.join(folder, "memdi-%d.log" % i),
                           ["--data", os.path.join(folder, "memdi-%d" % i), *more])
                      for i in range(3)]
        self.port = self.nodes[0].http

    def await_ready(self):
        wait("memdi", lambda: whole(self.nodes), 600)

    def processes(self):
        return [n.process for n in self.nodes]

    def start(self):
        for node in self.nodes:
            node.start()

    def load(self, first, count):
        body = json.dumps({"sets": [{"key": "many%d" % i, "value": VALUE}
                                     for i in range(first, first + count)]})
        status, answer = post(self.port, "/mset?ack=disk", body)
        if status != 200:
            raise SystemExit("memdi: %d %s" % (status, answer[:500]))

    def served(self, key):
        return all(get(n.http, "/kv/" + key)[0] == 200 for n in self.nodes)


class Etcd:
    name, script = "etcd", "etcd-put.lua"

    def __init__(self, folder):
        self.folder, self.running = folder, []
        self.start()

    def start(self):
        cluster = ",".join("e%d=http://127.0.0.1:%d" % (i, 24801 + i) for i in range(3))
        self.running = []
        for i in range(3):
            client, peer = "http://127.0.0.1:%d" % (24701 + i), "http://127.0.0.1:%d" % (24801 + i)
            log = open(os.path.join(self.folder, "etcd-%d.log" % i), "a")
            self.running.append(subprocess.Popen(
                ["etcd", "--name", "e%d" % i, "--data-dir", os.path.join(self.folder, "etcd-%d" % i),
                 "--listen-client-urls", client, "--advertise-client-urls", client,
                 "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                 "--initial-cluster", cluster, "--quota-backend-bytes", str(8 << 30)],
                stdout=log, stderr=log))

    def await_ready(self):
        wait("etcd", lambda: self.leader() is not None, 600)
        self.port = 24701 + self.leader()

    def leader(self):
        for i in range(3):
            status = json.loads(post(24701 + i, "/v3/maintenance/status", "{}")[1])
            if status.get("leader") and status["leader"] == status["header"]["member_id"]:
                return i
        return None

    def processes(self):
        return self.running

    def load(self, first, count):
        value = base64.b64encode(VALUE.encode()).decode()
        for begin in range(first, first + count, 100):  # it takes 128 in one transaction
            puts = [{"requestPut": {"key": base64.b64encode(b"many%d" % i).decode(), "value": value}}
                    for i in range(begin, min(begin + 100, first + count))]
            status, answer = post(self.port, "/v3/kv/txn", json.dumps({"success": puts}))
            if status != 200:
                raise SystemExit("etcd: %d %s" % (status, answer[:500]))

    def served(self, key):
        body = json.dumps({"key": base64.b64encode(key.encode()).decode()})
        return all(b'"value"' in post(24701 + i, "/v3/kv/range", body)[1] for i in range(3))


class Redis:
    name, port = "redis", 24901

    def __init__(self, folder):
        self.folder = os.path.join(folder, "redis")
        os.makedirs(self.folder)
        self.log = os.path.join(folder, "redis.log")
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--dir", self.folder, "--appendonly", "yes",
             "--appendfsync", "always", "--save", "", "--logfile", self.log])

    def processes(self):
        return [self.process]

    def ask(self, request):
        with socket.create_connection(("127.0.0.1", self.port), 60) as s:
            s.sendall(request)
            return s.recv(100)

    def await_ready(self):
        wait("redis", lambda: self.ask(b"PING\r\n") == b"+PONG\r\n", 600)

    def load(self, first, count):
        request = "".join("*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$100\r\n%s\r\n" % (len(k), k, VALUE) for k in
                          ("many%d" % i for i in range(first, first + count))).encode()
        with socket.create_connection(("127.0.0.1", self.port), 60) as s:
            s.sendall(request)
            left = 5 * count
            while left > 0:
                left -= len(s.recv(1 << 16))

    def served(self, key):
        return self.ask(b"GET %s\r\n" % key.encode()).startswith(b"$100")


def signal_all(system, what):
    for process in system.processes():
        process.send_signal(what)


def end(system):
    for process in system.processes():
        process.kill()
    for process in system.processes():
        process.wait()


def wrk(system, connections, seconds):
    out = subprocess.run(
        ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency", "--timeout", "10s",
         "-s", os.path.join(HERE, system.script), "http://127.0.0.1:%d" % system.port],
        stdout=subprocess.PIPE, text=True, check=True, env=dict(os.environ, MEMDI_ACK="disk")).stdout

    def milliseconds(percent):
        number, unit = re.search(r"%s%%\s+([0-9.]+)(\w+)" % percent, out).groups()
        return round(float(number) * UNITS[unit], 2)

    bad = re.search(r"Non-2xx.*: (\d+)", out)
    return {"per_second": float(re.search(r"Requests/sec:\s+([0-9.]+)", out).group(1)),
            "p50_ms": milliseconds(50), "p99_ms": milliseconds(99),
            "requests": int(re.search(r"(\d+) requests in", out).group(1)),
            "errors": int(bad.group(1)) if bad else 0}


def alone(systems, system):
    """Lets one system run and the others stand still; returns when it is at ease."""
    for other in systems:
        signal_all(other, signal.SIGSTOP if other is not system else signal.SIGCONT)
    time.sleep(4)  # leaders that were suspected while it stood still settle
    system.await_ready()
    wrk(system, 4, 1)


def throughput(systems, seconds, runs):
    found = {}
    for connections in CONNECTIONS:
        for _ in range(runs):
            for system in systems:
                alone(systems, system)
                result = wrk(system, connections, seconds)
                found.setdefault((system.name, connections), []).append(result)
                print("%s, %d: %s" % (system.name, connections, result), flush=True)
    return {name: {str(c): median(found[name, c]) for c in CONNECTIONS}
            for name in dict.fromkeys(s.name for s in systems)}


def median(results):
    chosen = sorted(results, key=lambda r: r["per_second"])[len(results) // 2]
    return dict(chosen, p99_ms_of_all_runs=[r["p99_ms"] for r in results],
                per_second_of_all_runs=[r["per_second"] for r in results])


def forces(systems, seconds):
    """Calls of fsync and fdatasync for one write, by all three nodes together."""
    found = {}
    for system in systems:
        alone(systems, system)
        for connections in CONNECTIONS:
            with tempfile.NamedTemporaryFile("r", suffix=".strace") as log:
                command = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", log.name]
                for process in system.processes():
                    command += ["-p", str(process.pid)]
                strace = subprocess.Popen(command, stderr=subprocess.DEVNULL)
                time.sleep(1)  # until it is attached
                result = wrk(system, connections, seconds)
                strace.send_signal(signal.SIGINT)
                strace.wait()
                calls = sum(int(line.split()[3]) for line in log.read().splitlines()
                            if re.search(r"\b(fsync|fdatasync)$", line))
            found.setdefault(system.name, {})[str(connections)] = {
                "writes": result["requests"], "forces": calls,
                "forces_per_write": round(calls / max(1, result["requests"]), 3)}
            print("%s, %d: %s" % (system.name, connections, found[system.name][str(connections)]), flush=True)
    return found


def recovery(system, keys, runs):
    system.await_ready()
    begun = time.monotonic()
    for first in range(0, keys, 500):
        system.load(first, min(500, keys - first))
    loaded = time.monotonic() - begun
    took = []
    for _ in range(runs):
        end(system)
        begun = time.monotonic()
        system.start()
        wait(system.name, lambda: system.served("many0") and system.served("many%d" % (keys - 1)), 900)
        took.append(round(time.monotonic() - begun, 2))
        print("%s: %d keys back after %.1f s" % (system.name, keys, took[-1]), flush=True)
    return {"keys": keys, "loading_s": round(loaded, 1), "back_s": statistics.median(took), "all_s": took}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keys", type=int, default=1000000, help="0: no measure of recovery")
    parser.add_argument("--data", help="a folder on the disk to measure; a new one below target/ unless given")
    parser.add_argument("--set", action="append", default=[], help="a setting of memdi's, KEY=VALUE")
    parser.add_argument("--only", choices=["throughput", "forces", "recovery"])
    parser.add_argument("--out", help="a file for the result")
    args = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("bench/durable.py needs wrk: apt-get install wrk")
    os.makedirs(os.path.join(ROOT, "target"), exist_ok=True)
    folder = args.data or tempfile.mkdtemp(prefix="durable-", dir=os.path.join(ROOT, "target"))
    more = [part for setting in args.set for part in ("--set", setting)]
    subprocess.run([os.path.join(ROOT, "memdi"), "--version"], check=True)  # builds what is not built
    result = {"date": time.strftime("%Y-%m-%d"), "how": "bench/durable.py --seconds %d --runs %d --keys %d" % (
        args.seconds, args.runs, args.keys) + "".join(" --set " + s for s in args.set)}
    load = os.getloadavg()
    systems = []
    try:
        systems.append(Memdi(folder, more))
        systems[0].await_ready()
        if shutil.which("etcd"):
            systems.append(Etcd(folder))
            systems[1].await_ready()
        for system in systems:
            alone(systems, system)
            wrk(system, 16, args.seconds)  # a JVM has to warm up
        if args.only in (None, "throughput"):
            result["writes"] = throughput(systems, args.seconds, args.runs)
        if args.only in (None, "forces") and shutil.which("strace"):
            result["forces"] = forces(systems, 5)
    finally:
        for system in systems:
            signal_all(system, signal.SIGCONT)
            end(system)
    if args.keys and args.only in (None, "recovery"):
        result["recovery"] = {}
        for kind, needs in ((Memdi, "java"), (Etcd, "etcd"), (Redis, "redis-server")):
            if needs == "java" or shutil.which(needs):
                place = tempfile.mkdtemp(prefix="recovery-", dir=folder)
                system = kind(place)
                try:
                    result["recovery"][kind.name] = recovery(system, args.keys, args.runs)
                finally:
                    end(system)
                    shutil.rmtree(place, ignore_errors=True)
    result["machine"] = "%d cores; load average at the start %.1f, at the end %.1f" % (
        os.cpu_count(), load[0], os.getloadavg()[0])
    if not args.data:
        shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(result, indent=1)
    print(text)
    if args.out:
        with open(args.out, "w") as out:
            out.write(text + "\n")


if __name__ == "__main__":
    main()
