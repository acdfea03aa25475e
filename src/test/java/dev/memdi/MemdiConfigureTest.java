package dev.memdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class MemdiConfigureTest {
  @Test
  void pekkosDefaultsGiveWayToWhatMemdiNeeds() {
    Config config = Memdi.configure(ConfigFactory.load());

    assertThat(config.getString("pekko.actor.provider")).isEqualTo("cluster");
    assertThat(config.getInt("pekko.remote.artery.canonical.port")).isEqualTo(25521);
    assertThat(config.getStringList("pekko.remote.artery.large-message-destinations"))
        .containsExactly("/system/memdi/bulk");
  }

  @Test
  void theApplicationsWordCounts() {
    Config own = ConfigFactory.parseString("pekko.cluster.gossip-interval = 3s");

    Config config = Memdi.configure(own.withFallback(ConfigFactory.load()));

    assertThat(config.getString("pekko.cluster.gossip-interval")).isEqualTo("3s");
    assertThat(config.getString("pekko.actor.provider")).isEqualTo("cluster");
  }

  @Test
  void anApplicationsJvmDoesNotEndWithItsActorSystem() {
    assertThat(
            Memdi.configure(ConfigFactory.load()).getBoolean("pekko.coordinated-shutdown.exit-jvm"))
        .isFalse();
  }

  @Test
  void aServersJvmDoes() {
    Config server =
        ConfigFactory.parseResources("memdi-server.conf")
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();

    assertThat(Memdi.configure(server).getBoolean("pekko.coordinated-shutdown.exit-jvm")).isTrue();
  }

  @Test
  void eachCallMakesAnotherIncarnation() {
    Config config = ConfigFactory.load();

    assertThat(Memdi.configure(config).getStringList("pekko.cluster.roles"))
        .isNotEqualTo(Memdi.configure(config).getStringList("pekko.cluster.roles"));
  }
}
