package io.fireweed.testkit.sim;

/// How bad the network is between members that can reach each other.
///
/// @param loss share of messages that are lost
/// @param duplication share of messages that arrive twice
/// @param delayMicros at most, usually
/// @param straggling share of messages that take up to 50 times as long
record Weather(double loss, double duplication, long delayMicros, double straggling) {
  static final Weather FAIR = new Weather(0, 0, 5_000, 0);
}
