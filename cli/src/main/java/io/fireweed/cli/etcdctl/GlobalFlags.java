package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.FlagKind;
import io.fireweed.cli.etcdutl.OutputFlag;
import java.util.List;

/// The flags that every command of `etcdctl` takes; each also as `ETCDCTL_` variable.
final class GlobalFlags {
  static final String ENDPOINTS = "endpoints";
  static final String DIAL_TIMEOUT = "dial-timeout";
  static final String COMMAND_TIMEOUT = "command-timeout";
  static final String CACERT = "cacert";
  static final String CERT = "cert";
  static final String KEY = "key";
  static final String INSECURE_TRANSPORT = "insecure-transport";
  static final String INSECURE_SKIP_TLS_VERIFY = "insecure-skip-tls-verify";
  static final String USER = "user";
  static final String PASSWORD = "password";
  static final String HEX = "hex";
  static final String DISCOVERY = "discovery-srv";
  static final String DISCOVERY_NAME = "discovery-srv-name";
  static final String INSECURE_DISCOVERY = "insecure-discovery";
  static final String AUTH_JWT_TOKEN = "auth-jwt-token";
  static final String MAX_REQUEST_BYTES = "max-request-bytes";
  static final String MAX_RECV_BYTES = "max-recv-bytes";
  static final String KEEPALIVE_TIME = "keepalive-time";
  static final String KEEPALIVE_TIMEOUT = "keepalive-timeout";
  static final String DEBUG = "debug";

  private GlobalFlags() {}

  static List<Flag> all() {
    return List.of(
        Flag.string(
            AUTH_JWT_TOKEN,
            "",
            "JWT used for authentication (if this option is used, --user and --password should not"
                + " be set)"),
        Flag.string(CACERT, "", "verify certificates of TLS-enabled servers using this CA bundle"),
        Flag.string(CERT, "", "identify secure client using this TLS certificate file"),
        Flag.duration(
            COMMAND_TIMEOUT, "5s", "timeout for short running command (excluding dial timeout)"),
        Flag.onOff(DEBUG, "enable client-side debug logging"),
        Flag.duration(DIAL_TIMEOUT, "2s", "dial timeout for client connections"),
        Flag.string(DISCOVERY, "", "domain name to query for SRV records of endpoints")
            .orShort("d"),
        Flag.string(DISCOVERY_NAME, "", "service name to query when using DNS discovery"),
        Flag.strings(ENDPOINTS, "127.0.0.1:2379", "gRPC endpoints"),
        Flag.onOff(HEX, "print byte strings as hex encoded strings"),
        on(INSECURE_DISCOVERY, "accept insecure SRV records describing endpoints"),
        Flag.onOff(
            INSECURE_SKIP_TLS_VERIFY,
            "skip server certificate verification (for testing purposes only)"),
        on(INSECURE_TRANSPORT, "disable transport security for client connections"),
        Flag.duration(KEEPALIVE_TIME, "2s", "keepalive time for client connections"),
        Flag.duration(KEEPALIVE_TIMEOUT, "6s", "keepalive timeout for client connections"),
        Flag.string(KEY, "", "identify secure client using this TLS key file"),
        Flag.integer(
            MAX_RECV_BYTES, 0, "client-side response receive limit in bytes (0: no limit)"),
        Flag.integer(MAX_REQUEST_BYTES, 0, "client-side request send limit in bytes (0: 2 MiB)"),
        Flag.string(PASSWORD, "", "password for authentication"),
        Flag.string(USER, "", "username[:password] for authentication"),
        OutputFlag.flag());
  }

  /// {@return a switch that is on unless it is turned off}
  static Flag on(String name, String usage) {
    return new Flag(name, "", FlagKind.SWITCH, "true", Flag.Requirement.OPTIONAL, usage);
  }
}
