package io.fireweed.recovery.restore;

import io.fireweed.format.fault.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Compares the two places where a member's own peer URLs are given, as etcd does: equal as text,
/// or equal after the host names have been resolved (`localhost` stays as it is).
///
/// Source: etcd 3.5.30, bootstrap checks.
final class AdvertisedUrls {
  private static final String LOCALHOST = "localhost";
  private static final int PORT_MAX = 65_535;

  private AdvertisedUrls() {}

  static void requireSame(
      String name, List<PeerUrl> inCluster, List<PeerUrl> advertised, HostNames names) {
    if (inCluster.equals(advertised)) {
      return;
    }
    Optional<String> difference = difference(advertised, inCluster, names);
    if (difference.isEmpty()) {
      return;
    }
    String why = " (" + difference.get() + ")";
    String advertisedText = join(advertised, ",");
    List<PeerUrl> missing = inCluster.stream().filter(u -> !advertised.contains(u)).toList();
    if (!missing.isEmpty()) {
      throw new RefusedException(
          "--initial-cluster has "
              + named(name, missing)
              + " but missing from --initial-advertise-peer-urls="
              + advertisedText
              + why);
    }
    List<PeerUrl> extra = advertised.stream().filter(u -> !inCluster.contains(u)).toList();
    if (!extra.isEmpty()) {
      throw new RefusedException(
          "--initial-advertise-peer-urls has "
              + join(extra, ",")
              + " but missing from --initial-cluster="
              + named(name, advertised));
    }
    throw new RefusedException(
        "failed to resolve "
            + advertisedText
            + " to match --initial-cluster="
            + named(name, advertised)
            + why);
  }

  /// {@return what differs after the names have been resolved}
  private static Optional<String> difference(List<PeerUrl> a, List<PeerUrl> b, HostNames names) {
    if (a.size() != b.size()) {
      return Optional.of("len(" + list(a) + ") != len(" + list(b) + ")");
    }
    for (List<PeerUrl> urls : List.of(a, b)) {
      for (PeerUrl url : urls) {
        Optional<String> trouble = trouble(url, names);
        if (trouble.isPresent()) {
          return trouble;
        }
      }
    }
    List<PeerUrl> resolvedA = a.stream().map(url -> resolved(url, names)).sorted().toList();
    List<PeerUrl> resolvedB = b.stream().map(url -> resolved(url, names)).sorted().toList();
    for (int i = 0; i < resolvedA.size(); i++) {
      if (!resolvedA.get(i).equals(resolvedB.get(i))) {
        return Optional.of(
            "resolved urls: "
                + PeerUrl.quoted(resolvedA.get(i).text())
                + " != "
                + PeerUrl.quoted(resolvedB.get(i).text()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> trouble(PeerUrl url, HostNames names) {
    Optional<String> host = url.findHost();
    if (host.isEmpty() || host.get().equals(LOCALHOST)) {
      return Optional.empty();
    }
    String begin = "failed to resolve " + PeerUrl.quoted(url.text());
    String port = url.port();
    if (!port.isEmpty() && (port.length() > 5 || Integer.parseInt(port) > PORT_MAX)) {
      return Optional.of(begin + " (address " + port + ": invalid port)");
    }
    if (!host.get().isEmpty() && names.findAddress(host.get()).isEmpty()) {
      return Optional.of(begin + " (lookup " + host.get() + ": no such host)");
    }
    return Optional.empty();
  }

  private static PeerUrl resolved(PeerUrl url, HostNames names) {
    return url.findHost()
        .filter(host -> !host.isEmpty() && !host.equals(LOCALHOST))
        .flatMap(names::findAddress)
        .map(url::withHost)
        .orElse(url);
  }

  private static String named(String name, List<PeerUrl> urls) {
    return urls.stream().map(url -> name + "=" + url).collect(Collectors.joining(","));
  }

  private static String join(List<PeerUrl> urls, String separator) {
    return urls.stream().map(PeerUrl::text).collect(Collectors.joining(separator));
  }

  private static String list(List<PeerUrl> urls) {
    return urls.stream()
        .map(url -> PeerUrl.quoted(url.text()))
        .collect(Collectors.joining(" ", "[", "]"));
  }
}
