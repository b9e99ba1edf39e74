package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version as etcd stores it: `3.6.0`, ASCII, three decimal numbers.
///
/// Source: etcd 3.4.23 to 3.7.1, cluster version and storage version.
public record EtcdVersion(int major, int minor, int patch) implements Comparable<EtcdVersion> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");
  private static final int MAX_LENGTH = 29;

  public EtcdVersion {
    if (major < 0 || minor < 0 || patch < 0) {
      throw new IllegalArgumentException("version " + major + "." + minor + "." + patch);
    }
  }

  /// {@return the version that `text` is, or nothing}
  public static Optional<EtcdVersion> find(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new EtcdVersion(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
        : Optional.empty();
  }

  /// {@return the version held by all of `ascii`; refuses anything else}
  public static EtcdVersion decode(MemorySegment ascii, String what, Origin where) {
    Optional<EtcdVersion> found =
        ascii.byteSize() > MAX_LENGTH ? Optional.empty() : find(Bytes.of(ascii).toUtf8());
    return found.orElseThrow(
        () -> Refusal.of(where, what, "a version such as 3.6.0", Refusal.shown(ascii)));
  }

  public Bytes encode() {
    return Bytes.ofUtf8(toString());
  }

  @Override
  public int compareTo(EtcdVersion other) {
    return Comparator.comparingInt(EtcdVersion::major)
        .thenComparingInt(EtcdVersion::minor)
        .thenComparingInt(EtcdVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
