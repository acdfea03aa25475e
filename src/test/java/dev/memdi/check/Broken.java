package dev.memdi.check;

import dev.memdi.api.Key;
import java.util.List;
import java.util.Set;

/** Calls that contradict each other, or among which there are such, and what is wrong in a word. */
record Broken(Set<Key> keys, List<Call> calls, String reason) {}
