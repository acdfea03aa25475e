#!/usr/bin/python3
"""Draws what bench/peers.py found: a panel for each kind of work, operations per second by connections.

    bench/draw.py bench/results/peers-DATE.json docs/peers.svg

Needs matplotlib (Debian: python3-matplotlib).
"""
import json, sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "memdi"  # the same result gives the same file
import matplotlib.pyplot as plot

TITLES = {"etcd": "writes, in memory of a majority", "wait": "writes, in memory of two nodes (Redis: WAIT 1)",
          "hazelcast": "writes, in memory of two nodes", "reads": "linearizable reads",
          "disk": "writes, on the disks of a majority", "one node, GET": "one node, GET",
          "one node, SET": "one node, SET", "http put": "HTTP put", "http get": "HTTP get"}
COLOURS = {"memdi": "#1b6ca8", "memdi's leader": "#7fb2d9", "etcd": "#c9772f", "etcd's gateway": "#c9772f",
           "redis": "#b03a3a", "hazelcast": "#4f8a5b", "bare route": "#8a8a8a", "bare replication": "#8a8a8a"}


def level(name):
    connections, pipeline = name.split("x")
    return connections if pipeline == "1" else "%s, P=%s" % (connections, pipeline)


def panel(axes, title, medians):
    names, width = list(medians), 0.8 / len(medians)
    levels = list(medians[names[0]])
    for number, name in enumerate(names):
        places = [at + number * width for at in range(len(levels))]
        bars = axes.bar(places, [medians[name][l]["per_second"] for l in levels], width, label=name, color=COLOURS[name])
        axes.bar_label(bars, [short(medians[name][l]["per_second"]) for l in levels], fontsize=6, padding=1)
    axes.set_xticks([at + 0.4 - width / 2 for at in range(len(levels))], [level(l) for l in levels], fontsize=8)
    axes.set_title(title, fontsize=10)
    axes.legend(fontsize=7, frameon=False, loc="upper left")
    axes.set_yticks([])
    axes.set_ylim(0, axes.get_ylim()[1] * 1.15)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)


def short(number):
    return "%.1fk" % (number / 1000) if number < 10000 else "%.0fk" % (number / 1000) if number < 1e6 else "%.2fM" % (
        number / 1e6)


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    with open(sys.argv[1]) as file:
        found = json.load(file)
    works = [name for name in TITLES if name in found]
    columns = 3
    rows = -(-len(works) // columns)
    figure, all_axes = plot.subplots(rows, columns, figsize=(12, 2.9 * rows), squeeze=False)
    flat = [axes for row in all_axes for axes in row]
    for axes, name in zip(flat, works):
        panel(axes, TITLES[name], found[name]["medians"])
    for axes in flat[len(works):]:
        axes.axis("off")
    figure.supxlabel("connections (P: requests in a pipeline); operations per second, medians", fontsize=9)
    figure.tight_layout()
    figure.savefig(sys.argv[2], metadata={"Date": None})


if __name__ == "__main__":
    main()
