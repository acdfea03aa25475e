"""The clients that the scripts beside this file measure with; each answers {per_second, p50_ms, p99_ms}."""
import csv, json, os, re, struct, subprocess, tempfile

from cluster import ROOT

HERE = os.path.dirname(os.path.abspath(__file__))
VALUE = "v" * 100
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}


def wrk(port, script, connections, seconds, environment=None):
    """HTTP, by a script of bench/*.lua."""
    out = subprocess.run(
        ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--latency", "--timeout", "10s",
         "-s", os.path.join(HERE, script), "http://127.0.0.1:%d" % port],
        stdout=subprocess.PIPE, text=True, check=True, env=dict(os.environ, **(environment or {}))).stdout

    def milliseconds(percent):
        number, unit = re.search(r"%s%%\s+([0-9.]+)(\w+)" % percent, out).groups()
        return round(float(number) * UNITS[unit], 2)

    bad = re.search(r"Non-2xx.*: (\d+)", out)
    return {"per_second": float(re.search(r"Requests/sec:\s+([0-9.]+)", out).group(1)),
            "p50_ms": milliseconds(50), "p99_ms": milliseconds(99),
            "requests": int(re.search(r"(\d+) requests in", out).group(1)),
            "errors": int(bad.group(1)) if bad else 0}


def redis_benchmark(port, command, connections, pipeline, seconds, guess=50000):
    """The Redis protocol: `command` is a list of words, in which __rand_int__ is one of 10,000 keys.

    redis-benchmark takes a number of requests, not a time: a short run tells how many to ask for.
    """
    def run(requests):
        out = subprocess.run(
            ["redis-benchmark", "-p", str(port), "--csv", "-n", str(requests), "-c", str(connections),
             "-P", str(pipeline), "-r", "10000", *command],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True).stdout
        rows = [row for row in csv.reader(out.splitlines()) if len(row) == 8 and row[0] != "test"]
        if len(rows) != 1:
            raise SystemExit("redis-benchmark said: " + out[:500])
        rate, _, _, p50, _, p99, _ = map(float, rows[0][1:])
        return {"per_second": rate, "p50_ms": p50, "p99_ms": p99, "requests": requests}

    few = max(connections * pipeline * 4, guess // 25)
    return run(max(few, int(run(few)["per_second"] * seconds)))


class H2Load:
    """etcd's own protocol (gRPC), with a client in C: one put or linearizable read again and again."""

    def __init__(self, etcd):
        self.etcd = etcd  # its leader may be another each time
        key, value = b"key", VALUE.encode()
        field = lambda number, data: bytes([number << 3 | 2, len(data)]) + data
        self.calls = {"put": ("Put", field(1, key) + field(2, value)), "get": ("Range", field(1, key))}

    def run(self, work, connections, seconds):
        method, message = self.calls[work]
        with tempfile.TemporaryDirectory() as folder:
            body, log = os.path.join(folder, "body"), os.path.join(folder, "log")
            with open(body, "wb") as out:
                out.write(struct.pack(">BI", 0, len(message)) + message)
            out = subprocess.run(
                ["h2load", "-t1", "-c%d" % connections, "-m1", "-D%d" % seconds, "--log-file", log, "-d", body,
                 "-H", "content-type: application/grpc", "-H", "te: trailers",
                 "http://127.0.0.1:%d/etcdserverpb.KV/%s" % (self.etcd.port, method)],
                stdout=subprocess.PIPE, text=True, check=True).stdout
            with open(log) as lines:
                times = sorted(int(line.split("\t")[2]) for line in lines)
        done = int(re.search(r"requests: .* (\d+) done", out).group(1))
        if not times or int(re.search(r"status codes: (\d+) 2xx", out).group(1)) < done:
            raise SystemExit("h2load said: " + out)
        return {"per_second": round(done / seconds), "p50_ms": times[len(times) // 2] / 1000,
                "p99_ms": times[int(len(times) * 0.99)] / 1000, "requests": done}


class Loader:
    """bench/peers/Loader.java, which stays up: for what the clients in C cannot ask."""

    def __init__(self, kind, port):
        java = os.path.join(subprocess.run([os.path.join(ROOT, ".mvn", "find-jdk"), "25"], check=True,
                                           stdout=subprocess.PIPE, text=True).stdout.strip(), "bin", "java")
        self.process = subprocess.Popen(
            [java, "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
             "-cp", os.path.join(ROOT, "target", "peers", "*"), os.path.join(HERE, "peers", "Loader.java"),
             kind, "127.0.0.1:%d" % port],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1)
        self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("bench/peers/Loader.java ended; start it by hand to see why")
        return line

    def run(self, work, connections, pipeline, seconds, prefix="key:"):
        self.process.stdin.write("%s %d %d %d %s\n" % (work, connections, pipeline, seconds, prefix))
        return json.loads(self.answer())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
