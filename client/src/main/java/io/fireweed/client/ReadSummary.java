package io.fireweed.client;

/// What a read of many keys came to.
///
/// @param revision main revision of all pages
/// @param keyCount keys read
/// @param pageCount calls it took
public record ReadSummary(long revision, long keyCount, int pageCount) {}
