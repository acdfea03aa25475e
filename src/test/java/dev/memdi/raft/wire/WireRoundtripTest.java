package dev.memdi.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.memdi.api.Answers;
import dev.memdi.api.Changes;
import dev.memdi.api.codec.ApiArbitraries;
import dev.memdi.raft.LogEvent;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.Remote;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.ShardReplica;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Payload;
import java.io.NotSerializableException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What is written for another node is what that node reads. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class WireRoundtripTest {
  private static WireSystem system;

  @BeforeContainer
  static void start() {
    system = new WireSystem();
  }

  @AfterContainer
  static void stop() {
    system.close();
  }

  @Provide
  Arbitrary<Remote> remotes() {
    return new WireArbitraries(system).remotes();
  }

  @Provide
  Arbitrary<Answers> answers() {
    return ApiArbitraries.answers();
  }

  @Provide
  Arbitrary<Changes> changes() {
    return ApiArbitraries.changePieces();
  }

  @Property
  void anyRemote(@ForAll("remotes") Remote message) throws Exception {
    roundtrip(message);
  }

  @Property
  void anyAnswers(@ForAll("answers") Answers answers) throws Exception {
    roundtrip(answers);
  }

  @Property
  void anyChanges(@ForAll("changes") Changes changes) throws Exception {
    roundtrip(changes);
  }

  @Example
  void everySample() throws Exception {
    for (Object sample : WireSamples.all(system).values()) {
      roundtrip(sample);
    }
  }

  @Example
  void everyKindOfMessageHasASample() {
    Set<Class<?>> sampled = new HashSet<>();
    for (Object sample : WireSamples.all(system).values()) {
      parts(sample).map(Object::getClass).forEach(sampled::add);
    }
    assertThat(sampled).containsAll(remoteClasses()).contains(Answers.class, Changes.class);
    for (Class<?> family :
        new Class<?>[] {
          Message.class,
          Birth.Message.class,
          Payload.class,
          RejectedBurst.Reason.class,
          Durable.class
        }) {
      assertThat(sampled).containsAll(leaves(family).toList());
    }
  }

  private static void roundtrip(Object message) throws NotSerializableException {
    byte[] bytes = system.write(message);
    int serializer = system.serializer(message);
    assertThat(system.read(bytes, serializer, system.manifest(message))).isEqualTo(message);
    assertThat(system.throughDirectBuffer(message, bytes.length)).isEqualTo(message);
  }

  /** By a look at the class files, whatever the interface permits. */
  private static Set<Class<?>> remoteClasses() {
    JavaClasses memdi =
        ArchConfiguration.withThreadLocalScope(configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(false); // slow
          return new ClassFileImporter()
              .importUrl(Remote.class.getProtectionDomain().getCodeSource().getLocation());
        });
    Set<Class<?>> classes =
        memdi.stream()
            .filter(type -> type.isAssignableTo(Remote.class) && !type.isInterface())
            .map(JavaClass::reflect)
            .collect(Collectors.toSet());
    assertThat(classes).contains(Replicator.Write.class);
    return classes;
  }

  private static Stream<Class<?>> leaves(Class<?> family) {
    return family.isSealed()
        ? Stream.of(family.getPermittedSubclasses()).flatMap(WireRoundtripTest::leaves)
        : Stream.of(family);
  }

  /** A message, and what is in it of which there are kinds. */
  private static Stream<Object> parts(Object message) {
    Stream<Object> inner =
        switch (message) {
          case Replicator.FromPeer m -> parts(m.message());
          case Message.Append m -> m.entries().stream().map(Entry::payload);
          case ShardReplica.AboutBirth m -> Stream.of(m.message());
          case RejectedBurst m -> Stream.of(m.reason());
          case LogEvent m -> Stream.of(m.change());
          default -> Stream.empty();
        };
    return Stream.concat(Stream.of(message), inner);
  }
}
