package dev.memdi.sim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All links of a network, and what each is like with all that is wrong at the moment. */
final class Links {
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<List<Link>> byFromAndTo = new ArrayList<>();
  private final List<Worsening> worsenings = new ArrayList<>();
  private LinkProfile common = LinkProfile.LAN;

  /** A new node gets a link to and from each one that there is, and one to itself. */
  void added(SimNode node) {
    for (SimNode other : nodes) {
      byFromAndTo.get(other.index()).add(new Link(other, node));
    }
    nodes.add(node);
    byFromAndTo.add(new ArrayList<>(nodes.stream().map(to -> new Link(node, to)).toList()));
    settle();
  }

  Link between(SimNode from, SimNode to) {
    return byFromAndTo.get(from.index()).get(to.index());
  }

  Stream<Link> all() {
    return byFromAndTo.stream().flatMap(List::stream);
  }

  void profile(LinkProfile profile) {
    common = profile;
    settle();
  }

  void profile(SimNode from, SimNode to, @Nullable LinkProfile profile) {
    between(from, to).own(profile);
    settle();
  }

  void worsen(Worsening worsening) {
    worsenings.add(worsening);
    settle();
  }

  void restore(Worsening worsening) {
    worsenings.remove(worsening);
    settle();
  }

  private void settle() {
    all().forEach(link -> link.settle(common, worsenings));
  }
}
