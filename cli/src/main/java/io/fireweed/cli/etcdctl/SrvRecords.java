package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/// The endpoints that a domain names.
///
/// | service | endpoints |
/// |---|---|
/// | `_etcd-client-ssl._tcp.DOMAIN` | `https://` |
/// | `_etcd-client._tcp.DOMAIN` | `http://` |
///
/// With a name, `-NAME` follows `etcd-client` and `etcd-client-ssl`. A record is `priority weight
/// port host`; the lowest priority comes first.
final class SrvRecords {
  /// Which of them count.
  enum Wanted {
    ALL,
    ENCRYPTED
  }

  private static final String RECORD = "SRV";
  private static final int RECORD_WORDS = 4;
  private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";
  private static final String NAME_SERVERS = "dns:";

  private record Target(int priority, int weight, String address) {}

  private SrvRecords() {}

  /// {@return endpoints as URLs}
  static List<String> endpoints(String domain, String name, Wanted wanted) {
    return endpoints(NAME_SERVERS, domain, name, wanted);
  }

  /// {@return endpoints as URLs}
  ///
  /// @param nameServers as a URL of the JDK's DNS provider
  static List<String> endpoints(String nameServers, String domain, String name, Wanted wanted) {
    String suffix = name.isEmpty() ? "" : "-" + name;
    List<String> endpoints = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    String encrypted = "_etcd-client-ssl" + suffix + "._tcp." + domain;
    String plain = "_etcd-client" + suffix + "._tcp." + domain;
    look(nameServers, encrypted, failures).forEach(target -> endpoints.add("https://" + target));
    List<String> inTheClear = look(nameServers, plain, failures);
    if (failures.size() == 2) {
      throw new CommandFailure(
          ExitCode.FAILED, "dns lookup errors: " + String.join(" and ", failures));
    }
    if (wanted == Wanted.ALL) {
      inTheClear.forEach(target -> endpoints.add("http://" + target));
    }
    return endpoints;
  }

  /// Records of DNS are texts: nothing of them is turned into objects.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private static List<String> look(String nameServers, String service, List<String> failures) {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, FACTORY);
    environment.put(Context.PROVIDER_URL, nameServers);
    try {
      InitialDirContext context = new InitialDirContext(environment);
      try {
        Attribute records = context.getAttributes(service, new String[] {RECORD}).get(RECORD);
        return records == null ? missing(service, failures) : read(records);
      } finally {
        context.close();
      }
    } catch (NameNotFoundException e) {
      return missing(service, failures);
    } catch (NamingException | NumberFormatException e) {
      failures.add("lookup " + service + ": " + e.getMessage());
      return List.of();
    }
  }

  private static List<String> missing(String service, List<String> failures) {
    failures.add("lookup " + service + ": no such host");
    return List.of();
  }

  private static List<String> read(Attribute records) throws NamingException {
    List<Target> targets = new ArrayList<>();
    NamingEnumeration<?> values = records.getAll();
    while (values.hasMore()) {
      String[] words = String.valueOf(values.next()).split(" ", -1);
      if (words.length == RECORD_WORDS) {
        String host =
            words[3].endsWith(".") ? words[3].substring(0, words[3].length() - 1) : words[3];
        targets.add(
            new Target(
                Integer.parseInt(words[0]), Integer.parseInt(words[1]), host + ":" + words[2]));
      }
    }
    return targets.stream()
        .sorted(
            Comparator.comparingInt(Target::priority)
                .thenComparing(Comparator.comparingInt(Target::weight).reversed()))
        .map(Target::address)
        .toList();
  }
}
