package dev.memdi.durable.journal;

/**
 * Marks an event that the embedded journal may confirm before it is forced to disk; it is forced
 * soon after, within the bounds that the journal's settings give. A write that holds any event
 * without this mark is forced before it is confirmed, and everything before it with it.
 */
public interface Unforced {}
