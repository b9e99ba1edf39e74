package io.fireweed.format.bbolt;

import io.fireweed.format.wire.Bytes;
import java.util.List;

/// One thing that is wrong with a db, as [Checker] reports it and as strict readers refuse it.
///
/// `stack` is the way of page ids from the root of the db down to the page. Messages use the words
/// of `bbolt check` where bbolt knows the defect, so that a person can search for them.
public sealed interface Finding {
  /// {@return the page that is wrong}
  Pgid page();

  /// {@return what should stand there}
  String expected();

  /// {@return what stands there}
  String found();

  /// {@return what is wrong and where, without file and offset}
  String message();

  /// {@return the whole finding in one line, without file and offset}
  default String line() {
    return "%s: expected %s, found %s".formatted(message(), expected(), found());
  }

  /// The file ends before the db does.
  record FileTooShort(Pgid page, long hwm, int pageSize, long foundBytes) implements Finding {
    @Override
    public String expected() {
      return "%s pages of %d bytes".formatted(Long.toUnsignedString(hwm), pageSize);
    }

    @Override
    public String found() {
      return foundBytes + " bytes";
    }

    @Override
    public String message() {
      return "file too short: pages from %s on are missing".formatted(page);
    }
  }

  /// A field of a page header does not fit the page.
  record BadHeader(Pgid page, String field, String expected, String found, List<Pgid> stack)
      implements Finding {
    @Override
    public String message() {
      return "page %s: %s (stack: %s)".formatted(page, field, stack);
    }
  }

  /// A reference to a page at or above the high water mark, or to a meta page.
  record OutOfBounds(Pgid page, Pgid hwm, List<Pgid> stack) implements Finding {
    @Override
    public String expected() {
      return "2 <= page < " + hwm;
    }

    @Override
    public String found() {
      return page.toString();
    }

    @Override
    public String message() {
      return "page %s: out of bounds: %s (stack: %s)".formatted(page, hwm, stack);
    }
  }

  /// A page of the tree that is neither branch nor leaf.
  record InvalidType(Pgid page, int flags, List<Pgid> stack) implements Finding {
    @Override
    public String expected() {
      return "branch or leaf";
    }

    @Override
    public String found() {
      return PageFlags.describe(flags);
    }

    @Override
    public String message() {
      return "page %s: invalid type: %s (stack: %s)".formatted(page, found(), stack);
    }
  }

  /// A page that two elements, or an element and an overflow run, claim. A cycle shows as this.
  record MultipleReferences(Pgid page, List<Pgid> stack) implements Finding {
    @Override
    public String expected() {
      return "one reference";
    }

    @Override
    public String found() {
      return "another one";
    }

    @Override
    public String message() {
      return "page %s: multiple references (stack: %s)".formatted(page, stack);
    }
  }

  /// A tree deeper than any real one.
  record TooDeep(Pgid page, List<Pgid> stack) implements Finding {
    @Override
    public String expected() {
      return "at most " + PageStack.MAX_DEPTH + " levels";
    }

    @Override
    public String found() {
      return "more";
    }

    @Override
    public String message() {
      return "page %s: tree too deep (stack: %s)".formatted(page, stack);
    }
  }

  /// An element whose fields do not fit its page.
  ///
  /// @param index the element
  /// @param field what is wrong
  record BadElement(Pgid page, int index, String field, String expected, String found)
      implements Finding {
    @Override
    public String message() {
      return "page %s: element %d: %s".formatted(page, index, field);
    }
  }

  /// A key that is not where the order of keys wants it.
  ///
  /// @param index the element
  /// @param relation how `key` must relate to `bound`, such as "> the previous element"
  /// @param key its first bytes, at most [#MAX_KEY_SIZE]
  /// @param bound the first bytes of the key to compare with
  record KeyOrder(Pgid page, int index, String relation, Bytes key, Bytes bound, List<Pgid> stack)
      implements Finding {
    /// Bytes of a key that are worth showing.
    static final int MAX_KEY_SIZE = 64;

    @Override
    public String expected() {
      return relation + " " + bound.toHex();
    }

    @Override
    public String found() {
      return key.toHex();
    }

    @Override
    public String message() {
      return "key[%d]=(hex)%s on page(%s) needs to be %s (hex)%s. Stack: %s"
          .formatted(index, key.toHex(), page, relation, bound.toHex(), stack);
    }
  }

  /// A page that the freelist calls free and the tree uses.
  record ReachableFreed(Pgid page, List<Pgid> stack) implements Finding {
    @Override
    public String expected() {
      return "free or in use";
    }

    @Override
    public String found() {
      return "both";
    }

    @Override
    public String message() {
      return "page %s: reachable freed".formatted(page);
    }
  }

  /// A page below the high water mark that nothing uses and the freelist does not list.
  record UnreachableUnfreed(Pgid page) implements Finding {
    @Override
    public String expected() {
      return "free or in use";
    }

    @Override
    public String found() {
      return "neither";
    }

    @Override
    public String message() {
      return "page %s: unreachable unfreed".formatted(page);
    }
  }

  /// A page that the freelist lists twice.
  record AlreadyFreed(Pgid page) implements Finding {
    @Override
    public String expected() {
      return "listed once in the freelist";
    }

    @Override
    public String found() {
      return "listed again";
    }

    @Override
    public String message() {
      return "page %s: already freed".formatted(page);
    }
  }

  /// An entry of the freelist that is out of range or out of order.
  record BadFreelistEntry(Pgid page, long index, String expected, String found) implements Finding {
    @Override
    public String message() {
      return "page %s: freelist entry %d".formatted(page, index);
    }
  }

  /// The file could not be read to the end: it was shortened, or the device failed.
  record Unreadable(Pgid page, String reason) implements Finding {
    @Override
    public String expected() {
      return "a file that stays as it is while it is read";
    }

    @Override
    public String found() {
      return reason;
    }

    @Override
    public String message() {
      return "file could not be read to the end";
    }
  }
}
