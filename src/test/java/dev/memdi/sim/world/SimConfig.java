package dev.memdi.sim.world;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;

/**
 * What is configured the same for every simulated node: {@code simulation.conf}, which wins over
 * the application's settings, over the {@code reference.conf} of the libraries.
 */
final class SimConfig {
  /**
   * Most of the time that an actor system takes to start goes into reading the manifest of each
   * jar, to see whether all of Pekko has one version, and into checking the settings against the
   * reference. This loader hides what is read for both; the reference is in the settings already.
   */
  static final ClassLoader CLASS_LOADER = new Quick(SimConfig.class.getClassLoader());

  private static final Config REFERENCE =
      ConfigFactory.defaultReference(SimConfig.class.getClassLoader());

  private static final Config SIMULATION =
      ConfigFactory.parseResources(SimConfig.class, "simulation.conf").resolve();

  private SimConfig() {}

  static Config over(Config application, SimNode node) {
    return PluginDispatchers.simulated(
        ConfigFactory.parseString(
                """
                pekko.remote.artery.canonical { hostname = "%s", port = %d }
                """
                    .formatted(node.name(), SimNode.PORT))
            .withFallback(SIMULATION)
            .withFallback(application)
            .withFallback(REFERENCE)
            .resolve());
  }

  private static final class Quick extends ClassLoader {
    private static final Set<String> HIDDEN = Set.of("META-INF/MANIFEST.MF", "reference.conf");

    Quick(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return HIDDEN.contains(name) ? Collections.emptyEnumeration() : super.getResources(name);
    }
  }
}
