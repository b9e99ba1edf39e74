package io.fireweed.format.schema;

import java.util.Optional;

/// The releases whose files are known, oldest first.
public enum EtcdRelease {
  V3_4(4),
  V3_5(5),
  V3_6(6),
  V3_7(7);

  private static final int MAJOR = 3;

  private final int minor;

  EtcdRelease(int minor) {
    this.minor = minor;
  }

  /// {@return the first version of this release, as clusterVersion and storageVersion name it}
  public EtcdVersion version() {
    return new EtcdVersion(MAJOR, minor, 0);
  }

  /// {@return `3.4` and so on}
  public String label() {
    return MAJOR + "." + minor;
  }

  public boolean isAtLeast(EtcdRelease other) {
    return compareTo(other) >= 0;
  }

  /// {@return the release named `3.6` or `3.6.14`, or nothing if it is not known}
  public static Optional<EtcdRelease> find(String text) {
    String full = text.chars().filter(c -> c == '.').count() == 1 ? text + ".0" : text;
    return EtcdVersion.find(full).flatMap(EtcdRelease::of);
  }

  /// {@return the release a version belongs to, or nothing if it is not known}
  public static Optional<EtcdRelease> of(EtcdVersion version) {
    for (EtcdRelease release : values()) {
      if (version.major() == MAJOR && version.minor() == release.minor) {
        return Optional.of(release);
      }
    }
    return Optional.empty();
  }
}
