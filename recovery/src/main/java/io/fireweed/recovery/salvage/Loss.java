package io.fireweed.recovery.salvage;

import io.fireweed.format.raftlog.EntryRange;
import java.nio.file.Path;
import java.util.List;

/// Something that acknowledged writes may have been lost to.
public sealed interface Loss {
  /// {@return one line for a person}
  String message();

  /// Entries that are known to have existed and cannot be reached from any base.
  ///
  /// @param first index of the first such entry
  /// @param last index of the last one known
  record Unreachable(long first, long last) implements Loss {
    @Override
    public String message() {
      EntryRange entries = new EntryRange(first, last);
      return first == last
          ? entries + " existed and is in no usable log"
          : entries + " existed and no usable log holds all of them";
    }
  }

  /// Too few logs to know what was acknowledged after the last certain entry.
  ///
  /// @param certain last index that is certainly committed
  /// @param electorate who is here and who is not
  record Unproven(long certain, Electorate electorate) implements Loss {
    @Override
    public String message() {
      String after = "writes after entry " + certain + " may have been acknowledged by ";
      return switch (electorate) {
        case Electorate.Minority(List<Long> present, List<Long> absent) ->
            after
                + "members whose logs are not here, or not whole: "
                + hex(absent)
                + " ("
                + present.size()
                + " of "
                + (present.size() + absent.size())
                + " voters are)";
        case Electorate.Unknown() -> after + "members that nothing here names";
        case Electorate.SingleVoter _, Electorate.Majority _ -> after + "nobody else";
      };
    }

    private static String hex(List<Long> ids) {
      return String.join(", ", ids.stream().map(Long::toHexString).toList());
    }
  }

  /// The base may be from before the restore that the logs begin with.
  ///
  /// @param snapshot the older snapshot that the operator gave
  record DoubtfulBase(Path snapshot) implements Loss {
    @Override
    public String message() {
      return "the logs begin with a restore, and nothing tells whether "
          + snapshot
          + " was saved after it; if it was saved before, entries are missing between the two";
    }
  }

  /// Entries left out because the operator said so.
  record Dropped(long first, long last) implements Loss {
    @Override
    public String message() {
      return "left out as asked: " + new EntryRange(first, last);
    }
  }
}
