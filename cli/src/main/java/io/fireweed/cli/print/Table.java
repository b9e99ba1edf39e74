package io.fireweed.cli.print;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A table of text cells, drawn with boxes as etcd 3.7 does or with ASCII as 3.4 does.
///
/// Headers are upper case and centred, cells lean to the right or, where a reader looks for words,
/// to the left.
public final class Table {
  /// The lines a table is drawn with.
  public enum Border {
    BOX,
    ASCII
  }

  /// The side a column leans to.
  public enum Side {
    LEFT,
    RIGHT
  }

  private final List<String> headers;
  private final List<List<String>> rows = new ArrayList<>();
  private final Side side;

  private Table(List<String> headers, Side side) {
    this.headers = headers.stream().map(h -> h.toUpperCase(Locale.ROOT)).toList();
    this.side = side;
  }

  /// {@return an empty table as etcd's tools draw it, cells to the right}
  public static Table of(String... headers) {
    return new Table(Arrays.asList(headers), Side.RIGHT);
  }

  /// {@return an empty table with cells to the left}
  public static Table ofWords(String... headers) {
    return new Table(Arrays.asList(headers), Side.LEFT);
  }

  /// Adds one row, as wide as the header. {@return this}
  public Table row(String... cells) {
    if (cells.length != headers.size()) {
      throw new IllegalArgumentException(
          "expected " + headers.size() + " cells, found " + cells.length);
    }
    rows.add(List.of(cells));
    return this;
  }

  /// Prints the table.
  public void print(Border border, PrintStream out) {
    int[] widths = widths();
    boolean box = border == Border.BOX;
    out.println(box ? line(widths, "┌─┬┐") : line(widths, "+-++"));
    out.println(cells(headers, widths, box, Fill.CENTRE));
    out.println(box ? line(widths, "├─┼┤") : line(widths, "+-++"));
    Fill fill = side == Side.RIGHT ? Fill.RIGHT : Fill.LEFT;
    rows.forEach(row -> out.println(cells(row, widths, box, fill)));
    out.println(box ? line(widths, "└─┴┘") : line(widths, "+-++"));
  }

  private enum Fill {
    LEFT,
    CENTRE,
    RIGHT
  }

  private int[] widths() {
    int[] widths = new int[headers.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = length(headers.get(i));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  private static String line(int[] widths, String drawing) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(drawing.charAt(i == 0 ? 0 : 2));
      line.append(drawing.substring(1, 2).repeat(widths[i] + 2));
    }
    return line.append(drawing.charAt(3)).toString();
  }

  private static String cells(List<String> cells, int[] widths, boolean box, Fill fill) {
    String bar = box ? "│" : "|";
    StringBuilder line = new StringBuilder(bar);
    for (int i = 0; i < widths.length; i++) {
      int space = widths[i] - length(cells.get(i));
      int left =
          switch (fill) {
            case LEFT -> 0;
            case CENTRE -> space / 2;
            case RIGHT -> space;
          };
      line.append(' ').append(" ".repeat(left)).append(cells.get(i));
      line.append(" ".repeat(space - left)).append(' ').append(bar);
    }
    return line.toString();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
