package io.fireweed.cli.print;

import java.util.Locale;

/// Numbers for people.
public final class Humanize {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  private static final double STEP = 1000;

  private Humanize() {}

  /// {@return how many of something: `1 key`, `2 keys`, `0 entries`}
  ///
  /// @param one the word for one of them
  public static String count(long count, String one) {
    if (count == 1) {
      return "1 " + one;
    }
    boolean ies = one.endsWith("y") && !one.endsWith("ey");
    return count + " " + (ies ? one.substring(0, one.length() - 1) + "ies" : one + "s");
  }

  /// {@return a size in decimal units, one digit after the point below ten: `33 kB`, `1.2 GB`}
  public static String bytes(long count) {
    if (count < 10) {
      return count + " B";
    }
    int unit = 0;
    double value = count;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    double rounded = Math.floor(value * 10 + 0.5) / 10;
    String format = rounded < 10 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, rounded, UNITS[unit]);
  }
}
