package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The members of a shard, ordered by identity, and the incarnations that an operator has barred
 * from joining it again. In force from the moment it stands in the log (thesis §4.1).
 */
public record Configuration(List<Member> members, SortedSet<NodeId> barred) {
  public static final Configuration NONE = new Configuration(List.of(), new TreeSet<>());

  public Configuration {
    members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
    barred = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(barred));
  }

  public static Configuration of(List<Member> members) {
    return new Configuration(members, new TreeSet<>());
  }

  public Optional<Member> member(NodeId id) {
    for (Member member : members) {
      if (member.id().equals(id)) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  public boolean isMember(NodeId id) {
    return member(id).isPresent();
  }

  public boolean isVoter(NodeId id) {
    return member(id).map(Member::voter).orElse(false);
  }

  public List<Member> voters() {
    return members.stream().filter(Member::voter).toList();
  }

  public int voterCount() {
    int voters = 0;
    for (Member member : members) {
      if (member.voter()) {
        voters++;
      }
    }
    return voters;
  }

  /** Whether the voters for whom {@code holds} is true are more than half of all voters. */
  public boolean majority(Predicate<NodeId> holds) {
    int voters = 0;
    int agreeing = 0;
    for (Member member : members) {
      if (member.voter()) {
        voters++;
        agreeing += holds.test(member.id()) ? 1 : 0;
      }
    }
    return voters > 0 && agreeing > voters / 2;
  }

  /**
   * Whether these voters have one in common with every majority: then what any majority holds is
   * held by one of them.
   */
  public boolean meetsEveryMajority(Predicate<NodeId> holds) {
    return !voters().isEmpty() && !majority(id -> !holds.test(id));
  }

  /**
   * Whether a candidate is elected by those who support it, and so hold no longer log than it:
   *
   * <ul>
   *   <li>by a majority of voters who remember all that they have acknowledged (Raft paper §5.2);
   *   <li>or by every voter, if nothing committed can be missing, because one of those who remember
   *       is in every majority;
   *   <li>or, if a loss is accepted, by every member: then no longer log is left anywhere.
   * </ul>
   *
   * @param remembering who supports it and remembers
   * @param supporting who supports it
   */
  public boolean elects(
      Predicate<NodeId> remembering, Predicate<NodeId> supporting, boolean acceptLoss) {
    return majority(remembering)
        || (meetsEveryMajority(remembering)
            && voters().stream().map(Member::id).allMatch(supporting))
        || (acceptLoss
            && !voters().isEmpty()
            && members.stream().map(Member::id).allMatch(supporting));
  }

  /**
   * The largest number that a majority of voters has reached; {@code Long.MIN_VALUE} without
   * voters.
   */
  public long majorityHas(ToLongFunction<NodeId> reached) {
    long[] values = new long[voterCount()];
    int i = 0;
    for (Member member : members) {
      if (member.voter()) {
        values[i++] = reached.applyAsLong(member.id());
      }
    }
    if (values.length == 0) {
      return Long.MIN_VALUE;
    }
    java.util.Arrays.sort(values);
    return values[(values.length - 1) / 2];
  }

  /** This configuration after one change; a change that changes nothing gives an equal value. */
  public Configuration with(MembershipChange change) {
    List<Member> next = new ArrayList<>(members);
    Set<NodeId> nextBarred = new TreeSet<>(barred);
    switch (change) {
      case MembershipChange.AddLearner add -> {
        if (!isMember(add.peer().id())) {
          next.add(Member.learner(add.peer()));
        }
      }
      case MembershipChange.Promote promote ->
          next.replaceAll(m -> m.id().equals(promote.id()) ? Member.voter(m.peer()) : m);
      case MembershipChange.Remove remove -> {
        next.removeIf(m -> m.id().equals(remove.id()));
        if (remove.bar()) {
          nextBarred.add(remove.id());
        }
      }
      case MembershipChange.Unbar unbar -> nextBarred.remove(unbar.id());
    }
    return new Configuration(next, new TreeSet<>(nextBarred));
  }
}
