package io.fireweed.cli.fireweed;

/// The entry point of `fireweed`.
public final class Fireweed {
  private Fireweed() {}

  /// Runs one command and exits with its code.
  public static void main(String[] args) {
    if (args.length != 1 || !args[0].equals("version")) {
      System.err.println("Error: only `fireweed version` is built yet");
      System.exit(2);
    }
    System.out.println("fireweed version: 0.1.0-SNAPSHOT");
  }
}
