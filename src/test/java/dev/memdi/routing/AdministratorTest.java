package dev.memdi.routing;

import static dev.memdi.routing.Reports.follower;
import static dev.memdi.routing.Reports.id;
import static dev.memdi.routing.Reports.leader;
import static dev.memdi.routing.Reports.node;
import static dev.memdi.routing.Reports.there;
import static dev.memdi.routing.Reports.unborn;
import static dev.memdi.routing.Reports.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Clock;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Revision;
import dev.memdi.api.Status;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.core.Peer;
import dev.memdi.routing.Administration.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The administrator of node a, among colleagues that say what the test wants. */
class AdministratorTest {
  private static final ClusterView THREE = view("a", "b", "c");

  private final ActorTestKit kit =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));
  private final ManualTime time = ManualTime.get(kit.system());
  private final TreeMap<String, TestProbe<Administrator.Command>> colleagues = new TreeMap<>();
  private final TestProbe<Replicator.Command> replicators =
      kit.createTestProbe(Replicator.Command.class);
  private final AtomicLong passed = new AtomicLong();
  private final LinkedBlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private volatile Status.Node board =
      node("a", leader(0, 1, "a", "b", "c"), follower(1, 1, "b", "a", "b", "c"));
  private final ActorRef<Administrator.Command> administrator =
      kit.spawn(
          Administrator.create(
              new Administrator.Parts(
                  new Peer(id("a"), Reports.address("a")),
                  new SlowClock(),
                  Reports.SETTINGS,
                  () -> board,
                  () -> losses("a"),
                  told::add,
                  new Notes(),
                  new Whereabouts())));
  private final OperatorDesk desk = new OperatorDesk(administrator);

  private final class SlowClock implements Clock {
    @Override
    public long nanos() {
      return passed.get() - 5;
    }

    @Override
    public long epochMillis() {
      return 0;
    }
  }

  private final class Notes implements Departures {
    @Override
    public void leave() {
      told.add("leave");
    }

    @Override
    public void remove(String address) {
      told.add("remove " + address);
    }
  }

  private final class Whereabouts implements NodeRefs {
    @Override
    public ActorRef<Administrator.Command> administrator(String address) {
      return colleague(address.substring(0, address.indexOf(':'))).getRef();
    }

    @Override
    public ActorRef<Replicator.Command> replicator(int shard, Peer peer) {
      told.add("replicator of shard " + shard + " at " + peer.address());
      return replicators.getRef();
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private synchronized TestProbe<Administrator.Command> colleague(String name) {
    return colleagues.computeIfAbsent(
        name, n -> kit.createTestProbe(n, Administrator.Command.class));
  }

  private void see(ClusterView view) {
    administrator.tell(new Administrator.ViewChanged(view));
  }

  /** The colleague is asked how its node is, and says this. */
  private void answer(String name, Status.Replica... replicas) {
    Administrator.Describe asked = colleague(name).expectMessageClass(Administrator.Describe.class);
    asked.replyTo().tell(new Administrator.Report(asked.survey(), node(name, replicas)));
  }

  private static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** Until it has done all that it was told, timers set included. */
  private void awaitAdministrator() throws Exception {
    result(desk.node());
  }

  private Object nextTold() throws InterruptedException {
    Object next = told.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private void expectUnwanted(String name, String... unwanted) {
    List<NodeId> nodes = new ArrayList<>();
    for (String one : unwanted) {
      nodes.add(id(one));
    }
    SortedSet<NodeId> said = colleague(name).expectMessageClass(Administrator.Unwant.class).nodes();
    assertThat(said).containsExactlyElementsOf(nodes);
  }

  private static Status.NodeLosses losses(String name) {
    Status.Loss loss =
        new Status.Loss(1, Key.utf8("k"), new Revision(7), 3, 4, 5, true, name + " knows why");
    return new Status.NodeLosses(id(name), 1, 2, List.of(loss));
  }

  // ---- losses

  @Test
  void gathersWhatWasLostAndNamesWhoDoesNotAnswer() throws Exception {
    see(THREE);
    CompletionStage<Status.Losses> stage = desk.losses();
    Administrator.DescribeLosses asked =
        colleague("b").expectMessageClass(Administrator.DescribeLosses.class);
    asked.replyTo().tell(new Administrator.LossReport(asked.survey(), losses("b")));
    colleague("c").expectMessageClass(Administrator.DescribeLosses.class);
    awaitAdministrator();
    assertThat(stage.toCompletableFuture()).isNotDone();

    time.timePasses(Inquiry.PATIENCE);

    assertThat(result(stage))
        .isEqualTo(new Status.Losses(List.of(losses("a"), losses("b")), List.of(id("c"))));
  }

  @Test
  void waitsForNobodyOnceAllHaveToldWhatWasLost() throws Exception {
    see(view("a", "b"));
    CompletionStage<Status.Losses> stage = desk.losses();
    Administrator.DescribeLosses asked =
        colleague("b").expectMessageClass(Administrator.DescribeLosses.class);
    asked.replyTo().tell(new Administrator.LossReport(asked.survey(), losses("b")));

    assertThat(result(stage).silent()).isEmpty();
  }

  @Test
  void tellsColleaguesWhatWasLostHere() {
    TestProbe<Administrator.Command> asking = kit.createTestProbe(Administrator.Command.class);
    administrator.tell(new Administrator.DescribeLosses(18, asking.getRef()));

    asking.expectMessage(new Administrator.LossReport(18, losses("a")));
  }

  // ---- status

  @Test
  void tellsOfItsOwnNode() throws Exception {
    see(THREE);

    Status.Node node = result(desk.node());

    assertThat(node.ready()).isTrue();
    assertThat(node.readiness()).isEqualTo("serving");
  }

  @Test
  void tellsColleaguesOfItsNode() {
    TestProbe<Administrator.Command> asking = kit.createTestProbe(Administrator.Command.class);
    administrator.tell(new Administrator.Describe(17, asking.getRef()));

    Administrator.Report report = asking.expectMessageClass(Administrator.Report.class);
    assertThat(report.survey()).isEqualTo(17);
    assertThat(report.node().id()).isEqualTo(id("a"));
  }

  @Test
  void laysReportsSideBySide() throws Exception {
    see(THREE);
    CompletionStage<Status.Cluster> stage = desk.cluster();
    answer("b", follower(0, 1, "a", "a", "b", "c"), leader(1, 2, "b", "a", "c"));
    answer("c", follower(0, 1, "a", "a", "b", "c"), leader(1, 1, "c", "a", "b"));

    Status.Cluster cluster = result(stage);

    assertThat(cluster.nodes()).extracting(Status.Member::state).containsExactly("up", "up", "up");
    assertThat(cluster.shards())
        .extracting(shard -> shard.leader().orElseThrow())
        .containsExactly(id("a"), id("b"));
    assertThat(cluster.shards().get(1).term()).isEqualTo(2);
  }

  @Test
  void doesNotWaitForeverForASilentColleague() throws Exception {
    see(THREE);
    CompletionStage<Status.Cluster> stage = desk.cluster();
    answer("b", follower(0, 1, "a", "a", "b", "c"), unborn(1));
    colleague("c").expectMessageClass(Administrator.Describe.class);
    awaitAdministrator();
    assertThat(stage.toCompletableFuture()).isNotDone();

    time.timePasses(Inquiry.PATIENCE);

    assertThat(result(stage).shards().get(1).leader()).isEmpty();
  }

  @Test
  void doesNotWaitAtAllForTheUnreachable() throws Exception {
    see(new ClusterView(List.of(there("a", true, false), there("b", false, true))));

    Status.Cluster cluster = result(desk.cluster());

    assertThat(cluster.nodes().get(1).reachable()).isFalse();
    assertThat(cluster.nodes().get(1).state()).isEqualTo("leaving");
  }

  private void theOthersHaveAllCopies() {
    answer("b", leader(0, 1, "b", "c", "d"), leader(1, 1, "b", "c", "d"));
    answer("c", follower(0, 1, "b", "b", "c", "d"), follower(1, 1, "b", "b", "c", "d"));
    answer("d", follower(0, 1, "b", "b", "c", "d"), follower(1, 1, "b", "b", "c", "d"));
  }

  @Test
  void aSpareNodeFindsOutThatItIsOne() throws Exception {
    board = node("a", unborn(0), unborn(1));
    see(view("a", "b", "c", "d"));
    assertThat(result(desk.node()).ready()).isFalse();

    time.timePasses(Administrator.TICK);
    theOthersHaveAllCopies();

    // the answer stands behind the last report in the administrator's mailbox
    assertThat(result(desk.node()).ready()).isTrue();
  }

  @Test
  void aSpareNodeStaysReadyForItGoesOnAsking() throws Exception {
    board = node("a", unborn(0), unborn(1));
    see(view("a", "b", "c", "d"));
    for (int i = 0; i < 8; i++) {
      passed.addAndGet(Administrator.TICK.toNanos());
      assertThat(result(desk.node()).ready()).as("after %d s", i).isEqualTo(i > 0);
      time.timePasses(Administrator.TICK);
      theOthersHaveAllCopies();
      assertThat(result(desk.node()).ready()).isTrue();
    }
  }

  @Test
  void whoNeedsNobodyToBeReadyAsksNobody() {
    see(view("a", "b", "c", "d"));

    time.timePasses(Administrator.TICK);

    colleague("b").expectNoMessage();
  }

  // ---- leadership

  private Verdict transfer(int shard, String to) throws Exception {
    see(view("a", "b", "c", "d"));
    CompletionStage<Verdict> stage = desk.transferLeadership(shard, to);
    Status.Replica withLearner =
        Reports.replica(1, Status.Role.LEADER, 2, "b", List.of("a", "b"), List.of("c"));
    answer("b", follower(0, 1, "a", "a", "b", "c"), withLearner);
    answer("c");
    answer("d");
    return result(stage);
  }

  @Test
  void asksTheLeaderToHandOver() throws Exception {
    assertThat(transfer(1, "a"))
        .isEqualTo(new Verdict.Accepted("b was asked to hand shard 1 over to a"));

    assertThat(nextTold()).isEqualTo("replicator of shard 1 at a:1");
    replicators.expectMessage(new Replicator.HandOver(Optional.of(id("a"))));
    assertThat(nextTold()).isEqualTo("replicator of shard 1 at b:1");
    replicators.expectMessage(new Replicator.HandOver(Optional.of(id("a"))));
  }

  @Test
  void whoLeadsAlreadyIsToldThatItWasChosen() throws Exception {
    assertThat(transfer(1, "b")).isEqualTo(new Verdict.Accepted("b leads shard 1 already"));
    assertThat(nextTold()).isEqualTo("replicator of shard 1 at b:1");
    replicators.expectMessage(new Replicator.HandOver(Optional.of(id("b"))));
    assertThat(told).isEmpty();
  }

  @Test
  void onlyAVoterCanLead() throws Exception {
    assertThat(transfer(1, "c")).isInstanceOf(Verdict.Impossible.class);
    assertThat(transfer(1, "d")).isEqualTo(new Verdict.Impossible("d is no member of shard 1"));
    assertThat(told).isEmpty();
  }

  @Test
  void nobodyIsAskedOfWhatDoesNotExist() throws Exception {
    see(THREE);
    assertThat(result(desk.transferLeadership(2, "a")))
        .isEqualTo(new Verdict.NotFound("there is no shard 2"));
    assertThat(result(desk.transferLeadership(-1, "a"))).isInstanceOf(Verdict.NotFound.class);
    assertThat(result(desk.transferLeadership(0, "z")))
        .isEqualTo(new Verdict.NotFound("there is no node z"));
    assertThat(result(desk.removeNode("z"))).isInstanceOf(Verdict.NotFound.class);
    colleague("b").expectNoMessage();
  }

  // ---- removal

  private void answerWithC() {
    answer("b", follower(0, 1, "a", "a", "b", "c"), leader(1, 1, "b", "a", "c"));
  }

  private void answerWithoutC() {
    answer("b", follower(0, 1, "a", "a", "b"), leader(1, 1, "b", "a"));
  }

  private void beginToRemoveC() throws Exception {
    see(THREE);
    CompletionStage<Verdict> verdict = desk.removeNode("c");
    answerWithC();
    answer("c", follower(0, 1, "a", "a", "b", "c"), follower(1, 1, "b", "a", "b", "c"));
    assertThat(result(verdict)).isEqualTo(new Verdict.Accepted("2 of 2 shards still have c"));
    expectUnwanted("b", "c");
    expectUnwanted("c", "c");
    assertThat(nextTold()).isEqualTo(new TreeSet<>(List.of(id("c"))));
  }

  private void nobodyHasC() {
    board = node("a", leader(0, 1, "a", "b"), follower(1, 1, "b", "a", "b"));
  }

  @Test
  void aNodeIsToldToLeaveOnceNoShardHasIt() throws Exception {
    beginToRemoveC();

    time.timePasses(Administrator.TICK);
    expectUnwanted("b", "c"); // again, for it may have been away
    expectUnwanted("c", "c");
    answerWithC();
    answer("c", unborn(0), unborn(1));

    nobodyHasC();
    time.timePasses(Administrator.TICK);
    expectUnwanted("b", "c");
    expectUnwanted("c", "c");
    answerWithoutC();
    answer("c", unborn(0), unborn(1));

    colleague("c").expectMessage(new Administrator.Leave(id("c")));
    assertThat(told).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsTakenOut() throws Exception {
    beginToRemoveC();
    nobodyHasC();
    see(
        new ClusterView(
            List.of(there("a", true, false), there("b", true, false), there("c", false, false))));

    time.timePasses(Administrator.TICK);
    expectUnwanted("b", "c");
    answerWithoutC();

    assertThat(nextTold()).isEqualTo("remove c:1");
  }

  @Test
  void whoIsOnItsWayOutIsPutDownOnlyIfItIsSilentForLong() throws Exception {
    beginToRemoveC();
    nobodyHasC();
    for (int tick = 1; tick < 2 * Removals.LOST; tick++) {
      boolean answers = tick == Removals.LOST; // just in time, so that it is counted anew
      seeCOnItsWayOut(answers);
      time.timePasses(Administrator.TICK);
      expectUnwanted("b", "c");
      answerWithoutC();
      if (answers) {
        expectUnwanted("c", "c");
        answer("c", unborn(0), unborn(1));
      }
      awaitAdministrator();
      assertThat(told).isEmpty();
    }

    time.timePasses(Administrator.TICK);
    expectUnwanted("b", "c");
    answerWithoutC();
    assertThat(nextTold()).isEqualTo("remove c:1");
  }

  private void seeCOnItsWayOut(boolean answers) {
    see(
        new ClusterView(
            List.of(there("a", true, false), there("b", true, false), there("c", answers, true))));
  }

  @Test
  void aRepeatedRequestTellsHowFarItIs() throws Exception {
    beginToRemoveC();
    nobodyHasC();

    CompletionStage<Verdict> verdict = desk.removeNode("c");
    answer("b", follower(0, 1, "a", "a", "b"), leader(1, 1, "b", "a", "c"));
    answer("c");

    assertThat(result(verdict)).isEqualTo(new Verdict.Accepted("1 of 2 shards still have c"));
    assertThat(told).isEmpty();
  }

  @Test
  void itIsOverWhenTheNodeIsGone() throws Exception {
    beginToRemoveC();
    see(view("a", "b"));
    assertThat(nextTold()).isEqualTo(new TreeSet<NodeId>());

    time.timePasses(Administrator.TICK);

    colleague("b").expectNoMessage();
  }

  @Test
  void theLastNodeStays() throws Exception {
    see(view("a"));
    assertThat(result(desk.removeNode("a")))
        .isEqualTo(new Verdict.Impossible("a is the last node"));
    assertThat(told).isEmpty();
  }

  @Test
  void aShardsOnlyVoterStays() throws Exception {
    see(THREE);
    CompletionStage<Verdict> verdict = desk.removeNode("b");
    answer("b", follower(0, 1, "a", "a", "b", "c"), leader(1, 1, "b"));
    answer("c");

    assertThat(result(verdict))
        .isEqualTo(new Verdict.Impossible("shard 1 has no other voter than b"));
    assertThat(told).isEmpty();
  }

  @Test
  void whoIsNeededForAMajorityStays() throws Exception {
    see(
        new ClusterView(
            List.of(there("a", true, false), there("b", true, false), there("c", false, false))));
    CompletionStage<Verdict> verdict = desk.removeNode("b");
    answerWithC();

    assertThat(result(verdict))
        .isEqualTo(
            new Verdict.Impossible(
                "shard 0 can't do without b: too few of its other voters answer"));
    assertThat(told).isEmpty();
  }

  @Test
  void aNodeMayRemoveItself() throws Exception {
    see(THREE);
    CompletionStage<Verdict> verdict = desk.removeNode("a");
    answerWithC();
    answer("c");
    result(verdict);
    nextTold();
    expectUnwanted("b", "a");
    assertThat(result(desk.node()).readiness()).isEqualTo("an operator removes this node");

    board = node("a", unborn(0), unborn(1));
    time.timePasses(Administrator.TICK);
    expectUnwanted("b", "a");
    answer("b", leader(0, 2, "b", "c"), leader(1, 1, "b", "c"));
    colleague("c").expectMessageClass(Administrator.Unwant.class);
    colleague("c").expectMessageClass(Administrator.Unwant.class);
    answer("c", follower(0, 2, "b", "b", "c"), follower(1, 1, "b", "b", "c"));

    assertThat(nextTold()).isEqualTo("leave");
  }

  @Test
  void whatAColleagueWantsOutIsKeptWhileItIsThere() throws Exception {
    see(THREE);
    administrator.tell(
        new Administrator.Unwant(new TreeSet<>(List.of(id("b"), new NodeId("b", 999)))));

    assertThat(nextTold()).isEqualTo(new TreeSet<>(List.of(id("b"))));
    administrator.tell(new Administrator.Unwant(new TreeSet<>(List.of(id("b")))));
    see(view("a", "c"));
    assertThat(nextTold()).isEqualTo(new TreeSet<NodeId>());
  }

  /** b was asked to remove a node, told the others, and died. */
  private void learnAndLose(String unwanted) throws Exception {
    see(THREE);
    administrator.tell(new Administrator.Unwant(new TreeSet<>(List.of(id(unwanted)))));
    assertThat(nextTold()).isEqualTo(new TreeSet<>(List.of(id(unwanted))));
    see(
        new ClusterView(
            List.of(there("a", true, false), there("b", false, false), there("c", true, false))));
  }

  @Test
  void aRemovalGoesOnWithoutTheNodeThatWasAskedForIt() throws Exception {
    learnAndLose("c");
    board = node("a", leader(0, 1, "a", "b"), leader(1, 1, "a"));

    time.timePasses(Administrator.TICK);
    expectUnwanted("c", "c"); // as the one that was asked would, for it may have been away
    answer("c", unborn(0), unborn(1));
    assertThat(result(desk.node()).id()).isEqualTo(id("a")); // and so that was handled
    colleague("c").expectNoMessage(Duration.ZERO);
    board = node("a", leader(0, 1, "a"), leader(1, 1, "a"));

    time.timePasses(Administrator.TICK);
    expectUnwanted("c", "c");
    answer("c", unborn(0), unborn(1));
    colleague("c").expectMessage(new Administrator.Leave(id("c")));
  }

  @Test
  void anUnwantedNodeSeesItselfOut() throws Exception {
    learnAndLose("a");
    board = node("a", unborn(0), unborn(1));

    time.timePasses(Administrator.TICK);
    expectUnwanted("c", "a");
    answer("c", leader(0, 2, "c"), leader(1, 2, "c"));

    assertThat(nextTold()).isEqualTo("leave");
  }

  @Test
  void leavesOnlyIfThisVeryLifeIsMeant() throws Exception {
    administrator.tell(new Administrator.Leave(new NodeId("a", 999)));
    administrator.tell(new Administrator.Leave(id("a")));

    assertThat(nextTold()).isEqualTo("leave");
    assertThat(result(desk.node()).id()).isEqualTo(id("a")); // and so both were handled
    assertThat(told).isEmpty();
  }
}
