#!/usr/bin/env python3
"""What one replicated write or one read costs: CPU time over all nodes, system calls, thread switches.

Starts three nodes of this machine (or --nodes 1), warms them, and writes through the first one at each number
of connections; prints writes per second, p50 and p99, and per write over all nodes: CPU time (user,
system), without that of the JIT compilers, and switches of threads. With --threads also which threads (by
name) that CPU time went to; with --read the same for linearizable reads; with --resp N by the Redis protocol,
N requests in a pipeline. With --allocations also the bytes that are allocated for each, over all nodes, with
the sites that most of them come from, by samples (JFR), which cost some CPU time. CPU time per write moves less with a busy machine than the rates do, and switches hardly.

    bench/write_cost.py [--seconds 8] [--runs 1] [--connections 1,16,64] [--read] [--resp 1] [--nodes 3] [--data]
                        [--allocations] [--set KEY=VALUE ...] [--java OPTION ...] [--out bench/results/FILE.json]

With --data the log is on disk, and HTTP asks for ack=disk. Needs wrk, with --resp redis-benchmark.
"""
import argparse, json, os, re, shutil, subprocess, sys, tempfile, time

import loads
from cluster import ROOT, Node, ready, wait, whole

TICK_US = 1e6 / os.sysconf("SC_CLK_TCK")


def stat(path):
    fields = open(path).read().rsplit(")", 1)[1].split()
    return int(fields[11]) * TICK_US, int(fields[12]) * TICK_US  # user, system


def tasks(pid):
    """For each thread: its name, its CPU time in microseconds, its switches."""
    found = {}
    for task in os.listdir("/proc/%d/task" % pid):
        base = "/proc/%d/task/%s/" % (pid, task)
        try:
            name = open(base + "comm").read().strip()
            status = open(base + "status").read()
            switches = sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", status))
            found[task] = (re.sub(r"[-_ ]?[0-9]+$", "", name), sum(stat(base + "stat")), switches)
        except OSError:
            pass  # it ended meanwhile
    return found


class Costs:
    def __init__(self, pids):
        self.pids = pids
        self.before = [(stat("/proc/%d/stat" % p), tasks(p)) for p in pids]

    def since(self, count):
        user = system = switches = 0
        by_name = {}
        for pid, ((u, s), threads) in zip(self.pids, self.before):
            now_user, now_system = stat("/proc/%d/stat" % pid)
            user, system = user + now_user - u, system + now_system - s
            for task, (name, cpu, n) in tasks(pid).items():
                _, cpu_before, n_before = threads.get(task, (name, 0, 0))
                switches += n - n_before
                sum_cpu, sum_n = by_name.get(name, (0, 0))
                by_name[name] = (sum_cpu + cpu - cpu_before, sum_n + n - n_before)
        threads = {name: {"cpu_us": round(cpu / count, 1), "switches": round(n / count, 2)}
                   for name, (cpu, n) in sorted(by_name.items(), key=lambda e: -e[1][0])
                   if cpu / count > 0.3 or n / count > 0.05}
        compiling = sum(cpu for name, (cpu, _) in by_name.items() if "Compiler" in name)
        return {"cpu_us": round((user + system - compiling) / count, 1),
                "user_us": round((user - compiling) / count, 1),
                "system_us": round(system / count, 1), "switches": round(switches / count, 2)}, threads


class Allocations:
    """What the nodes allocate from here on."""

    def __init__(self, pids):
        home = subprocess.run([os.path.join(ROOT, ".mvn", "find-jdk"), "25"], check=True, stdout=subprocess.PIPE,
                              text=True).stdout.strip()
        self.java, self.jcmd = (os.path.join(home, "bin", name) for name in ("java", "jcmd"))
        self.pids = pids
        for pid in pids:
            self.tell(pid, "JFR.start", "name=allocations",
                      "settings=" + os.path.join(ROOT, "bench", "allocations.jfc"))

    def tell(self, pid, *words):
        subprocess.run([self.jcmd, str(pid), *words], check=True, stdout=subprocess.DEVNULL)

    def since(self, count):
        with tempfile.TemporaryDirectory(prefix="memdi-jfr-") as folder:
            files = [os.path.join(folder, "%d.jfr" % pid) for pid in self.pids]
            for pid, file in zip(self.pids, files):
                self.tell(pid, "JFR.stop", "name=allocations", "filename=" + file)
            lines = subprocess.run([self.java, os.path.join(ROOT, "bench", "Allocations.java"), *files], check=True,
                                   stdout=subprocess.PIPE, text=True).stdout.splitlines()
        sites = [(int(number) / count, site) for number, site in (line.split(" ", 1) for line in lines[1:])]
        return round(int(lines[0]) / count), ["%.0f %s" % s for s in sites if s[0] * count > int(lines[0]) / 100]


class Client:
    """Reads or writes through one node, for so long; answers how many and how fast."""

    def __init__(self, args, http, resp):
        self.args, self.http, self.resp = args, http, resp
        ack = args.ack or ("disk" if args.data else None)
        self.environment = {"MEMDI_ACK": ack} if ack else {}

    def run(self, connections, seconds, read=None):
        read = self.args.read if read is None else read
        if self.args.resp:
            words = ["GET", "k__rand_int__"] if read else ["SET", "k__rand_int__", loads.VALUE]
            row = loads.redis_benchmark(self.resp, words, connections, self.args.resp, seconds)
        else:
            row = loads.wrk(self.http, "get.lua" if read else "put.lua", connections, seconds, self.environment)
        count = row.pop("requests")
        return count, row


def measure(args, client, pids):
    warmed = 0
    while warmed < args.warm:
        warmed += client.run(64, 5, read=args.read and warmed > 20_000)[0]
    client.run(1, 2)
    rows = []
    for connections in args.connections:
        runs = []
        for _ in range(args.runs):
            allocations = Allocations(pids) if args.allocations else None
            costs = Costs(pids)
            count, row = client.run(connections, args.seconds)
            cost, threads = costs.since(count)
            row = dict({"connections": connections}, **row, **cost)
            if allocations:
                row["allocated_bytes"], row["sites"] = allocations.since(count)
            if args.threads:
                row["threads"] = threads
            runs.append(row)
        rows.append(sorted(runs, key=lambda r: r["per_second"])[len(runs) // 2])
        print("  ".join("%s %s" % e for e in rows[-1].items() if e[0] not in ("threads", "sites")), flush=True)
        for site in rows[-1].get("sites", []):
            print("      bytes: " + site)
        for name, cost in rows[-1].get("threads", {}).items():
            print("      %-18s %7.1f us %6.2f switches" % (name, cost["cpu_us"], cost["switches"]))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--warm", type=int, default=100_000, help="requests before anything is measured")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--connections", default="1,16,64",
                        type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("--data", action="store_true")
    parser.add_argument("--ack")
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--resp", type=int, metavar="PIPELINE")
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--threads", action="store_true")
    parser.add_argument("--allocations", action="store_true")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--java", action="append", default=[])
    parser.add_argument("--port", type=int, default=4201)
    parser.add_argument("--during", help="a command to run at 64 connections, with the nodes' pids")
    parser.add_argument("--out")
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="memdi-cost-")
    if args.java:
        os.environ["MEMDI_JAVA_OPTS"] = " ".join(args.java)
    load = os.getloadavg()[0]
    nodes = []
    try:
        alone = ["memdi.cluster.expect=1", "memdi.cluster.replicas=1"] if args.nodes == 1 else []
        for i in range(args.nodes):
            more = [word for s in alone + args.set for word in ("--set", s)]
            if args.resp:
                more += ["--resp", "127.0.0.1:%d" % (args.port + 200 + i)]
            if args.data:
                more += ["--data", os.path.join(folder, "data-%d" % i)]
            nodes.append(Node(i, args.port, args.port + 500, os.path.join(folder, "n%d.log" % i), more))
        wait("the cluster to be whole", lambda: ready(nodes) if alone else whole(nodes))
        time.sleep(3)  # leaders spread over the nodes
        pids = [n.process.pid for n in nodes]
        client = Client(args, nodes[0].http, args.port + 200)
        rows = measure(args, client, pids)
        if args.during:
            command = subprocess.Popen(args.during + " " + " ".join(map(str, pids)), shell=True)
            print(client.run(64, args.seconds * 2))
            command.wait()
    finally:
        for node in nodes:
            node.kill()
        for node in nodes:
            log = open(node.log).read()
            if "ERROR" in log:
                print("see %s" % node.log, file=sys.stderr)
                break
        else:
            shutil.rmtree(folder, ignore_errors=True)
    result = {"date": time.strftime("%Y-%m-%d"), "how": " ".join(["bench/write_cost.py"] + sys.argv[1:]),
              "machine": "%d cores; load average at the start %.1f, at the end %.1f" % (
                  os.cpu_count(), load, os.getloadavg()[0]), "rows": rows}
    if args.out:
        with open(args.out, "w") as out:
            out.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
