package dev.memdi.example;

import com.typesafe.config.ConfigFactory;
import dev.memdi.Memdi;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One node of the application, and with it one of memdi's. */
final class Shop {
  private Shop() {}

  public static void main(String[] arguments) {
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "shop", Memdi.configure(ConfigFactory.load()));
    Memdi memdi = Memdi.get(system);
    Visits visits = new Visits(memdi.keyValues());
    memdi
        .whenReady()
        .thenCompose(ready -> visits.count("/"))
        .whenComplete((count, failure) ->
            System.out.println(failure == null ? "visit number " + count : failure.getMessage()));
  }
}
