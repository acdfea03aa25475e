/**
 * The replicated state of one shard: what the log's committed commands make of it, and the actor
 * that feeds them in. Everything that changes the state comes from the log, so replicas that
 * applied the same prefix are equal, byte for byte.
 *
 * <pre>
 *   Replicator --Apply(Committed…)--> Store --------> StateMachine
 *              --Read, ReadLocal--->    |               |- Table     key -> Slot (SlotTree), Deadlines
 *              --Lead, Follow------>    |               |- Sessions  outcomes kept for retries
 *              --Capture, Install-->    |               `- History   the last changes, for watches
 *   edges  &lt;---Answers, Changes------   |
 *   log    &lt;---Burst (Expire)--------   `-- capture() -> Image -> chunks -> ImageAssembler -> install()
 * </pre>
 *
 * <p>Words: <i>shard time</i> the milliseconds that the leader stamps on entries, the only time
 * that counts for expiry; <i>deadline</i> the shard time at which a key is due for removal;
 * <i>session</i> the kept outcomes of one edge incarnation; <i>floor</i> the lowest sequence that
 * it still waits for; <i>image</i> a point-in-time copy of the whole state. Decisions that safety
 * rests on stand one by one in {@link dev.memdi.store.StoreRules}.
 */
@NullMarked
package dev.memdi.store;

import org.jspecify.annotations.NullMarked;
