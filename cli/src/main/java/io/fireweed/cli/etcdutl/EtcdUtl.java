package io.fireweed.cli.etcdutl;

/// The entry point of `etcdutl`.
public final class EtcdUtl {
  private EtcdUtl() {}

  /// Runs one command and exits with its code.
  public static void main(String[] args) {
    if (args.length != 1 || !args[0].equals("version")) {
      System.err.println("Error: only `etcdutl version` is built yet");
      System.exit(2);
    }
    System.out.println("etcdutl version: 3.7.1");
    System.out.println("API version: 3.7");
  }
}
