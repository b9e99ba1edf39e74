package io.fireweed.format.disk;

import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/// A local disk that writes down what one program does to its files, and can fail on demand.
///
/// From the record a test makes the file that a power cut would have left: everything up to the
/// last force, and whatever part of the rest it likes, sector by sector.
public final class RecordingDisk extends LayeredDisk {
  private static final int SECTOR = 512;

  private final List<Event> events = new ArrayList<>();
  private int failAt = Integer.MAX_VALUE;

  public RecordingDisk() {
    super(new LocalDisk());
  }

  /// What was done to the file.
  public sealed interface Event {
    /// Bytes went to an offset.
    record Write(long offset, Bytes bytes) implements Event {}

    /// The length was set.
    record Truncate(long size) implements Event {}

    /// Everything before is durable.
    record Force() implements Event {}
  }

  /// {@return how often a file was changed or forced}
  public int eventCount() {
    return events.size();
  }

  public Event event(int index) {
    return events.get(index);
  }

  /// Lets the event with this index fail; a write that fails leaves its first half.
  public void failAt(int index) {
    failAt = index;
  }

  /// {@return the file if the power fails before event `end`, when nothing since the last force was
  /// written}
  public byte[] imageWithoutUnforced(int end) {
    Image image = new Image();
    for (int i = 0; i < lastForce(end); i++) {
      image.apply(events.get(i));
    }
    return image.bytes;
  }

  /// {@return the file if the power fails before event `end`, when everything was written}
  public byte[] imageWithUnforced(int end) {
    Image image = new Image();
    events.subList(0, end).forEach(image::apply);
    return image.bytes;
  }

  /// {@return the file if the power fails before event `end`, when a random choice of the sectors
  /// since the last force was written}
  public byte[] imageWithSome(int end, RandomGenerator random) {
    Image image = new Image();
    int forced = lastForce(end);
    events.subList(0, forced).forEach(image::apply);
    for (Event event : events.subList(forced, end)) {
      if (event instanceof Event.Write(long offset, Bytes bytes)) {
        BitSet kept = new BitSet();
        int sectors = sectors(bytes);
        int keepOneIn = 1 + random.nextInt(4);
        for (int sector = 0; sector < sectors; sector++) {
          kept.set(sector, random.nextInt(keepOneIn) == 0);
        }
        image.write(offset, bytes, kept);
      } else if (random.nextBoolean()) {
        image.apply(event);
      }
    }
    return image.bytes;
  }

  private static int sectors(Bytes bytes) {
    return (bytes.length() + SECTOR - 1) / SECTOR;
  }

  private int lastForce(int end) {
    for (int i = end - 1; i >= 0; i--) {
      if (events.get(i) instanceof Event.Force) {
        return i + 1;
      }
    }
    return 0;
  }

  private static final class Image {
    private byte[] bytes = new byte[0];

    void apply(Event event) {
      switch (event) {
        case Event.Write(long offset, Bytes written) -> {
          BitSet all = new BitSet();
          all.set(0, sectors(written));
          write(offset, written, all);
        }
        case Event.Truncate(long size) -> bytes = Arrays.copyOf(bytes, (int) size);
        case Event.Force _ -> {}
      }
    }

    void write(long offset, Bytes written, BitSet sectors) {
      for (int sector = 0; sector * SECTOR < written.length(); sector++) {
        if (sectors.get(sector)) {
          int from = sector * SECTOR;
          int length = Math.min(SECTOR, written.length() - from);
          int at = (int) offset + from;
          if (bytes.length < at + length) {
            bytes = Arrays.copyOf(bytes, at + length);
          }
          written.buffer().get(from, bytes, at, length);
        }
      }
    }
  }

  private final class RecordedFile extends LayeredFile {
    RecordedFile(DiskFile file) {
      super(file);
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      if (events.size() == failAt) {
        source.limit(source.position() + source.remaining() / 2);
      }
      Bytes bytes = Bytes.of(MemorySegment.ofBuffer(source));
      super.write(source, offset);
      record(new Event.Write(offset, bytes));
    }

    @Override
    public void truncate(long size) throws IOException {
      if (events.size() != failAt) {
        super.truncate(size);
      }
      record(new Event.Truncate(size));
    }

    @Override
    public void forceData() throws IOException {
      record(new Event.Force());
    }

    @Override
    public void force() throws IOException {
      record(new Event.Force());
    }

    private void record(Event event) throws IOException {
      events.add(event);
      if (events.size() - 1 == failAt) {
        throw new IOException("no space left on device");
      }
    }
  }

  @Override
  protected DiskFile layered(DiskFile file) {
    return new RecordedFile(file);
  }

  @Override
  public void forceDirectory(Path directory) {}
}
