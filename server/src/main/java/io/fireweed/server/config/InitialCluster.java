package io.fireweed.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The value of `--initial-cluster`: `a=http://10.0.0.1:2380,b=http://10.0.0.2:2380`.
final class InitialCluster {
  private InitialCluster() {}

  /// {@return addresses by name; a name may be listed several times}
  static Map<String, List<MemberUrl>> parse(String text) {
    Map<String, List<MemberUrl>> members = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return members;
    }
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String url = equals < 0 ? "" : part.substring(equals + 1).strip();
      try {
        members.computeIfAbsent(name.strip(), key -> new ArrayList<>()).add(MemberUrl.parse(url));
      } catch (BadSettingException e) {
        throw new BadSettingException("error setting up initial cluster: " + e.getMessage());
      }
    }
    return members;
  }
}
