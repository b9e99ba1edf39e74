package io.fireweed.server.http;

/// What `/version` tells.
///
/// @param server such as `3.7.1`
/// @param cluster such as `3.7.0`; `not_decided` before it is
/// @param storage such as `3.7.0`; `unknown` before it is known
public record Versions(String server, String cluster, String storage) {}
