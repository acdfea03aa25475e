package dev.memdi.sim.world;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/**
 * Tells the parts that Pekko makes by reflection which life they belong to. It travels in the actor
 * system's own settings, so that no static registry keeps dead worlds in memory.
 */
final class LifeSetup extends Setup {
  private final Life life;

  LifeSetup(Life life) {
    this.life = life;
  }

  static Life of(ActorSystem.Settings settings) {
    return settings
        .setup()
        .get(LifeSetup.class)
        .map(setup -> setup.life)
        .orElseThrow(() -> new IllegalStateException("not an actor system of a simulated node"));
  }
}
