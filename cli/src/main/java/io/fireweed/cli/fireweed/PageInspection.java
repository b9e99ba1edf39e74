package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Printable;
import io.fireweed.format.bbolt.BranchPage;
import io.fireweed.format.bbolt.Finding;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.PageFlags;
import io.fireweed.format.bbolt.PageHeader;
import io.fireweed.format.bbolt.PageList;
import io.fireweed.format.bbolt.Pgid;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.bbolt.TreePage;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `inspect --page N` shows.
final class PageInspection {
  private static final int BYTES_A_LINE = 16;
  private static final int SHOWN_BYTES = 120;

  private final ReadTx tx;
  private final WriteOut format;
  private final PrintStream out;

  PageInspection(ReadTx tx, WriteOut format, PrintStream out) {
    this.tx = tx;
    this.format = format;
    this.out = out;
  }

  /// {@return whether the page is what it says}
  boolean show(long number) {
    long count = PageList.pageCount(tx);
    if (number < 0 || number >= count) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "--page expected from 0 to " + (count - 1) + ", found " + number);
    }
    Pgid page = new Pgid(number);
    PageHeader header = PageList.header(tx, page);
    List<Finding> findings = new ArrayList<>();
    Optional<TreePage> tree =
        header.flags() == PageFlags.LEAF || header.flags() == PageFlags.BRANCH
            ? PageList.find(tx, page, findings::add)
            : Optional.empty();
    List<String> elements = tree.map(PageInspection::elements).orElse(List.of());
    List<String> problems = findings.stream().map(Finding::message).toList();
    MemorySegment bytes = PageList.bytes(tx, page);
    switch (format) {
      case TABLE -> {
        out.println("page      " + page + ", offset " + number * tx.meta().pageSize());
        out.println(
            "header    id "
                + header.id()
                + ", "
                + PageFlags.describe(header.flags())
                + ", "
                + header.count()
                + " elements, "
                + header.overflow()
                + " pages follow");
        problems.forEach(problem -> out.println("found     " + problem));
        elements.forEach(element -> out.println("  " + element));
        hex(bytes, number * tx.meta().pageSize());
      }
      case JSON -> {
        Json json = new Json().beginObject().name("page").value(number);
        json.name("stated_id").value(header.id().toString());
        json.name("type").value(PageFlags.describe(header.flags()));
        json.name("count").value(header.count()).name("overflow").value(header.overflow());
        json.name("elements").beginArray();
        elements.forEach(json::value);
        json.end().name("findings").beginArray();
        problems.forEach(json::value);
        out.println(json.end().name("hex").value(Bytes.of(bytes).toHex()).end());
      }
    }
    return problems.isEmpty();
  }

  private static List<String> elements(TreePage page) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < page.count(); i++) {
      elements.add(i + ": " + element(page, i));
    }
    return elements;
  }

  private static String element(TreePage page, int i) {
    try {
      String key = shown(page.key(i));
      return switch (page) {
        case LeafPage leaf -> key + (leaf.isBucket(i) ? " (bucket)" : " = " + shown(leaf.value(i)));
        case BranchPage branch -> key + " -> page " + branch.child(i);
      };
    } catch (CorruptException damaged) {
      return "damaged: " + damaged.getMessage();
    }
  }

  private static String shown(MemorySegment bytes) {
    long size = Math.min(bytes.byteSize(), SHOWN_BYTES);
    String text = Printable.text(Bytes.of(bytes.asSlice(0, size)));
    return bytes.byteSize() > size ? text + "… (" + bytes.byteSize() + " bytes)" : text;
  }

  private void hex(MemorySegment bytes, long offset) {
    for (long at = 0; at < bytes.byteSize(); at += BYTES_A_LINE) {
      long end = Math.min(at + BYTES_A_LINE, bytes.byteSize());
      StringBuilder digits = new StringBuilder();
      StringBuilder letters = new StringBuilder();
      for (long i = at; i < end; i++) {
        byte value = bytes.get(ValueLayout.JAVA_BYTE, i);
        digits.append("%02x ".formatted(value));
        letters.append(value >= ' ' && value < 0x7f ? (char) value : '.');
      }
      out.println("%08x  %-48s %s".formatted(offset + at, digits, letters));
    }
  }
}
