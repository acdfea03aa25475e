#!/usr/bin/env python3
"""Writes that are on the disks of a majority when they are answered: memdi beside etcd, over HTTP.

Three nodes of each on this machine, their data on one disk, one system at a time (the other one's
processes stand still), in turn: writes per second with their p50 and p99, and how often the three
nodes together call fsync or fdatasync for one write. Then how long 1 million keys take to come back
after kill -9 of all nodes, beside etcd and beside one Redis with an append-only file.

    bench/durable.py [--warm 40] [--seconds 8] [--runs 3] [--keys 1000000] [--out bench/results/durable.json]

memdi is asked with ack=disk at one node, for keys of all shards, of which it leads a part, and (memdi's leader) for
keys of one shard that it leads; etcd's JSON gateway at its leader, which leads all. Needs wrk, strace, etcd-server, redis-server (Debian's names); what is missing is left out,
but for wrk.
"""
import argparse, json, os, re, shutil, signal, statistics, subprocess, tempfile, time

import loads
from cluster import ROOT, wait
from systems import Etcd, Memdi, Redis, alone, end, signal_all

CONNECTIONS = [1, 16, 64]
SCRIPTS = {"memdi": "put.lua", "etcd": "etcd-put.lua"}
LED = "memdi's leader"


def wrk(system, connections, seconds, led=False):
    """With `led`, keys of a shard that memdi's asked node leads: looked for each time, for that may change."""
    prefix = {"PREFIX": system.led_tag() + ":"} if led else {}
    return loads.wrk(system.port, SCRIPTS[system.name], connections, seconds, {"MEMDI_ACK": "disk", **prefix})


def at_ease(systems, system):
    alone(systems, system)
    wrk(system, 4, 1)


def throughput(systems, seconds, runs):
    found = {}
    for connections in CONNECTIONS:
        for _ in range(runs):
            for system in systems:
                at_ease(systems, system)
                for name in (system.name, LED) if system.name == "memdi" else (system.name,):
                    result = wrk(system, connections, seconds, name == LED)
                    found.setdefault((name, connections), []).append(result)
                    print("%s, %d: %s" % (name, connections, result), flush=True)
    return {name: {str(c): median(found[name, c]) for c in CONNECTIONS}
            for name in dict.fromkeys(name for name, _ in found)}


def median(results):
    chosen = sorted(results, key=lambda r: r["per_second"])[len(results) // 2]
    return dict(chosen, p99_ms_of_all_runs=[r["p99_ms"] for r in results],
                per_second_of_all_runs=[r["per_second"] for r in results])


def forces(systems, seconds):
    """Calls of fsync and fdatasync for one write, by all three nodes together."""
    found = {}
    for system in systems:
        at_ease(systems, system)
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
    parser.add_argument("--warm", type=int, default=40, help="seconds of load before: a JVM has to warm up")
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
    result = {"date": time.strftime("%Y-%m-%d"), "how": "bench/durable.py --warm %d --seconds %d --runs %d --keys %d" % (
        args.warm, args.seconds, args.runs, args.keys) + "".join(" --set " + s for s in args.set)}
    load = os.getloadavg()
    systems = []
    try:
        systems.append(Memdi(folder, more))
        systems[0].await_ready()
        if shutil.which("etcd"):
            systems.append(Etcd(folder))
            systems[1].await_ready()
        for system in systems:
            at_ease(systems, system)
            for led in (False, True) if system.name == "memdi" else (False,):
                wrk(system, 64, args.warm, led)
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
