package io.fireweed.storage.mvcc;

import java.lang.foreign.MemorySegment;

/// The older rows of keys, in blocks of native memory: for each key a run, ascending by revision.
///
/// A block:
///
/// | offset | size | field | meaning |
/// |---|---|---|---|
/// | 0 | 4 | shape | count of rows << 16, or size of the block in units of 16 bytes, at most 64 |
/// | 4 | 12 × capacity | rows | main revision (8), sub revision << 1, bit 0: tombstone (4) |
/// | 1016 | 8 | older | only in a block of 64 grains: the block with the rows before, or 0 |
///
/// A run grows in its block, which moves to a larger one when it is full; from 84 rows on a further
/// block is put in front of it. So one older row costs 16 bytes, many cost 12 each and up to a
/// third more. Byte order: native.
///
/// A row is addressed by its place; places are void after the next change of their run.
final class RevisionRuns {
  private static final int GRAIN_BYTES = 16;
  private static final int MAX_GRAINS = 64;
  private static final int ROWS = 4;
  private static final int ROW_BYTES = 12;
  private static final int SUB = 8;
  private static final int OLDER = MAX_GRAINS * GRAIN_BYTES - Long.BYTES;
  private static final int MAX_ROWS = (OLDER - ROWS) / ROW_BYTES;
  private static final int COUNT_SHIFT = 16;
  private static final int GRAINS_MASK = (1 << COUNT_SHIFT) - 1;

  private final BlockArena blocks;

  /// Is told of rows that leave the index.
  @FunctionalInterface
  interface Dropped {
    void row(long main, int packedSub);
  }

  RevisionRuns(BlockArena blocks) {
    this.blocks = blocks;
  }

  /// Adds a row behind all others. {@return the run, which may have moved}
  long add(long run, long main, int packedSub) {
    long block = run == BlockArena.NONE ? create(1) : withRoom(run);
    int count = count(block);
    long row = place(block, count);
    blocks.setLong(row, 0, main);
    blocks.setInt(row, SUB, packedSub);
    setCount(block, count + 1);
    return block;
  }

  private long withRoom(long block) {
    int grains = grains(block);
    int count = count(block);
    if (count < capacity(grains)) {
      return block;
    }
    if (grains == MAX_GRAINS) {
      long front = create(MAX_GRAINS);
      blocks.setLong(front, OLDER, block);
      return front;
    }
    return moved(block, 0, larger(grains));
  }

  /// {@return the place of the last row whose main revision is at most `main`, or
  /// [BlockArena#NONE]}
  long floor(long run, long main) {
    for (long block = run; block != BlockArena.NONE; block = older(block)) {
      if (main(place(block, 0)) <= main) {
        return place(block, floorIn(block, main));
      }
    }
    return BlockArena.NONE;
  }

  /// {@return the last row of a block that is at most `main`, -1 if there is none}
  private int floorIn(long block, long main) {
    int low = 0;
    int high = count(block);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (main(place(block, middle)) <= main) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  long main(long place) {
    return blocks.longAt(place, 0);
  }

  /// {@return the sub revision shifted left by 1, bit 0 set for a tombstone}
  int packedSub(long place) {
    return blocks.intAt(place, SUB);
  }

  /// Drops the rows up to main revision `main` but for the last of them, which goes only if
  /// `keepsLast` does not hold for it.
  ///
  /// @return the run that is left, or [BlockArena#NONE]
  long trim(long run, long main, KeepsLast keepsLast, Dropped dropped) {
    long newer = BlockArena.NONE;
    long block = run;
    while (block != BlockArena.NONE && main(place(block, 0)) > main) {
      newer = block;
      block = older(block);
    }
    if (block == BlockArena.NONE) {
      return run;
    }
    int last = floorIn(block, main);
    long row = place(block, last);
    int drops = keepsLast.test(main(row), packedSub(row)) ? last : last + 1;
    dropAll(older(block), dropped);
    unlink(block);
    tell(block, drops, dropped);
    long left = withoutFirst(block, drops, newer == BlockArena.NONE);
    if (newer == BlockArena.NONE) {
      return left;
    }
    blocks.setLong(newer, OLDER, left);
    return run;
  }

  /// Decides on the newest row up to the revision of a compaction.
  @FunctionalInterface
  interface KeepsLast {
    boolean test(long main, int packedSub);
  }

  /// Drops every row of a run and gives back its blocks.
  void dropAll(long run, Dropped dropped) {
    long block = run;
    while (block != BlockArena.NONE) {
      long older = older(block);
      tell(block, count(block), dropped);
      free(block);
      block = older;
    }
  }

  private void tell(long block, int rows, Dropped dropped) {
    for (int i = 0; i < rows; i++) {
      long row = place(block, i);
      dropped.row(main(row), packedSub(row));
    }
  }

  /// {@return the block, or a smaller one if `isAlone`, without its first rows, or
  /// [BlockArena#NONE] if none is left}
  private long withoutFirst(long block, int drops, boolean isAlone) {
    int left = count(block) - drops;
    if (left == 0) {
      free(block);
      return BlockArena.NONE;
    }
    int fitting = fitting(left);
    if (isAlone && fitting < grains(block)) {
      return moved(block, drops, fitting);
    }
    if (drops > 0) {
      copyRows(block, drops, block, left);
      setCount(block, left);
    }
    return block;
  }

  private long moved(long block, int from, int grains) {
    long target = create(grains);
    int rows = count(block) - from;
    copyRows(block, from, target, rows);
    setCount(target, rows);
    free(block);
    return target;
  }

  private void copyRows(long block, int from, long target, int rows) {
    MemorySegment.copy(
        blocks.chunk(block),
        BlockArena.offset(place(block, from)),
        blocks.chunk(target),
        BlockArena.offset(place(target, 0)),
        (long) rows * ROW_BYTES);
  }

  private long create(int grains) {
    long block = blocks.allocate(grains * GRAIN_BYTES);
    blocks.setInt(block, 0, grains);
    if (grains == MAX_GRAINS) {
      unlink(block);
    }
    return block;
  }

  private void unlink(long block) {
    if (grains(block) == MAX_GRAINS) {
      blocks.setLong(block, OLDER, BlockArena.NONE);
    }
  }

  private void free(long block) {
    blocks.free(block, grains(block) * GRAIN_BYTES);
  }

  private long older(long block) {
    return grains(block) == MAX_GRAINS ? blocks.longAt(block, OLDER) : BlockArena.NONE;
  }

  private int grains(long block) {
    return blocks.intAt(block, 0) & GRAINS_MASK;
  }

  private int count(long block) {
    return blocks.intAt(block, 0) >>> COUNT_SHIFT;
  }

  private void setCount(long block, int count) {
    blocks.setInt(block, 0, count << COUNT_SHIFT | grains(block));
  }

  private static long place(long block, int row) {
    return block + ROWS + (long) row * ROW_BYTES;
  }

  private static int capacity(int grains) {
    return grains == MAX_GRAINS ? MAX_ROWS : (grains * GRAIN_BYTES - ROWS) / ROW_BYTES;
  }

  /// {@return the next of 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64}
  private static int larger(int grains) {
    if (grains < 4) {
      return grains + 1;
    }
    return Integer.bitCount(grains) == 1 ? grains / 2 * 3 : grains / 3 * 4;
  }

  private static int fitting(int rows) {
    int grains = 1;
    while (capacity(grains) < rows) {
      grains = larger(grains);
    }
    return grains;
  }
}
