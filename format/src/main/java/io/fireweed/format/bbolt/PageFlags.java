package io.fireweed.format.bbolt;

/// What a page holds. Exactly one of these values stands in the flags field of a [PageHeader].
public final class PageFlags {
  public static final int BRANCH = 0x01;
  public static final int LEAF = 0x02;
  public static final int META = 0x04;
  public static final int FREELIST = 0x10;

  private PageFlags() {}

  /// {@return the word for `flags` in messages, `unknown<0x..>` if it is none of the four}
  public static String describe(int flags) {
    return switch (flags) {
      case BRANCH -> "branch";
      case LEAF -> "leaf";
      case META -> "meta";
      case FREELIST -> "freelist";
      default -> "unknown<%02x>".formatted(flags);
    };
  }
}
