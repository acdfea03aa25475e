package dev.memdi.sim.world;

import java.util.function.BiPredicate;

/** A burst of loss, duplication, delay or reordering on some links. */
record Worsening(BiPredicate<SimNode, SimNode> links, LinkProfile profile) {
  boolean concerns(Link link) {
    return links.test(link.from(), link.to());
  }
}
