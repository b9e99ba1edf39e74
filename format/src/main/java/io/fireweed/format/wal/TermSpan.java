package io.fireweed.format.wal;

/// Entries from `firstIndex` up to the next span have this term.
public record TermSpan(long term, long firstIndex) {}
