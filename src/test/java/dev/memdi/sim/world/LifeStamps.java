package dev.memdi.sim.world;

import dev.memdi.durable.disk.Stamps;
import java.util.HashMap;
import java.util.Map;

/** What the files of a life bear, which follows from the seed: its node's time, and numbers. */
final class LifeStamps implements Stamps {
  private final Life life;
  private final Map<String, String> writers = new HashMap<>();

  LifeStamps(Life life) {
    this.life = life;
  }

  @Override
  public long millis(long given) {
    return life.node().clock().wallMillis();
  }

  @Override
  public String writer(String given) {
    return writers.computeIfAbsent(
        given, _ -> "%s-%d-%d".formatted(life.node().name(), life.number(), writers.size() + 1));
  }
}
