package io.fireweed.cli.etcdctl;

/// The entry point of `etcdctl`.
public final class EtcdCtl {
  private EtcdCtl() {}

  /// Runs one command and exits with its code.
  public static void main(String[] args) {
    if (args.length != 1 || !args[0].equals("version")) {
      System.err.println("Error: only `etcdctl version` is built yet");
      System.exit(2);
    }
    System.out.println("etcdctl version: 3.7.1");
    System.out.println("API version: 3.7");
  }
}
