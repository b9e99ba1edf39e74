package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdutl.RowText;
import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Printable;
import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.BucketHeader;
import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.DbVisitor;
import io.fireweed.format.bbolt.Finding;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.Meta;
import io.fireweed.format.bbolt.MetaSlot;
import io.fireweed.format.bbolt.PageFlags;
import io.fireweed.format.bbolt.PageList;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.inspect.Recognition;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What `inspect` shows of a db.
final class DbInspection {
  private static final int MAX_FINDINGS = 20;

  private final LocalDisk disk;
  private final Path path;
  private final WriteOut format;
  private final Invocation call;
  private final PrintStream out;
  private final long limit;

  DbInspection(LocalDisk disk, Path path, WriteOut format, Invocation call) {
    this.disk = disk;
    this.path = path;
    this.format = format;
    this.call = call;
    this.out = call.terminal().out();
    this.limit = call.number("limit");
  }

  /// {@return whether nothing is damaged in what was shown}
  boolean run() throws IOException {
    try (DbFile file = DbFile.open(disk, path);
        ReadTx tx = file.readDamaged(file.current())) {
      if (call.isOn("pages")) {
        pages(tx);
        return true;
      }
      if (call.isGiven("page")) {
        return new PageInspection(tx, format, out).show(call.number("page"));
      }
      if (call.isGiven("bucket")) {
        return bucket(tx, call.text("bucket"));
      }
      return overview(file, tx);
    }
  }

  /// One bucket of the root.
  private record BucketCount(Bytes name, long rows, String root) {}

  /// Counts rows on the walk that checks the structure.
  private static final class Counter implements DbVisitor {
    private final List<BucketCount> buckets = new ArrayList<>();
    private Bytes name = Bytes.EMPTY;
    private String root = "";
    private long rows;

    @Override
    public void leaf(int depth, LeafPage page) {
      rows += depth == 1 ? page.count() : 0;
    }

    @Override
    public void enterBucket(int depth, Bytes entered, BucketHeader header) {
      if (depth == 1) {
        name = entered;
        root = header.isInline() ? "inline" : "page " + header.root();
        rows = 0;
      }
    }

    @Override
    public void leaveBucket(int depth) {
      if (depth == 1) {
        buckets.add(new BucketCount(name, rows, root));
      }
    }
  }

  private boolean overview(DbFile file, ReadTx tx) {
    Counter counter = new Counter();
    CheckReport report = Checker.check(tx, counter);
    String digest = digest(file);
    boolean metasValid = file.metaSlots().stream().allMatch(MetaSlot.Valid.class::isInstance);
    switch (format) {
      case TABLE -> print(file, tx, report, counter.buckets, digest);
      case JSON -> out.println(json(file, tx, report, counter.buckets, digest));
    }
    return report.isClean() && metasValid && !digest.startsWith("wrong");
  }

  private static String digest(DbFile file) {
    if (file.digest().isEmpty()) {
      return "none";
    }
    return Sha256Trailer.of(file.image()).equals(file.digest().get()) ? "right" : "wrong";
  }

  private void print(
      DbFile file, ReadTx tx, CheckReport report, List<BucketCount> buckets, String digest) {
    out.println("file      " + path);
    out.println("kind      db" + (digest.equals("none") ? "" : " snapshot, SHA-256 " + digest));
    out.println(
        "size      "
            + file.image().byteSize()
            + " bytes, pages of "
            + tx.meta().pageSize()
            + ", "
            + tx.meta().hwm()
            + " in use or free ("
            + report.freePageCount()
            + " free)");
    for (MetaSlot slot : file.metaSlots()) {
      out.println("meta " + slot.page() + "    " + text(slot, tx.meta()));
    }
    for (BucketCount bucket : buckets) {
      out.println(
          "bucket    "
              + Printable.text(bucket.name())
              + ": "
              + Humanize.count(bucket.rows(), "row")
              + ", "
              + bucket.root());
    }
    report.findings().stream()
        .limit(MAX_FINDINGS)
        .forEach(finding -> out.println("found     " + describe(finding)));
    out.println(
        "structure "
            + (report.isClean()
                ? "sound"
                : "damaged, " + Humanize.count(report.findingCount(), "finding")));
  }

  private static String text(MetaSlot slot, Meta current) {
    return switch (slot) {
      case MetaSlot.Invalid invalid -> "damaged: " + invalid.message();
      case MetaSlot.Valid(_, Meta meta) ->
          "transaction "
              + meta.txid()
              + ", root page "
              + meta.root()
              + ", high water mark "
              + meta.hwm()
              + (meta.hasStoredFreelist() ? ", freelist page " + meta.freelist() : ", no freelist")
              + (meta.equals(current) ? ", current" : "");
    };
  }

  private static String describe(Finding finding) {
    return finding.message() + ": expected " + finding.expected() + ", found " + finding.found();
  }

  private Json json(
      DbFile file, ReadTx tx, CheckReport report, List<BucketCount> buckets, String digest) {
    Json json = new Json().beginObject().name("file").value(path.toString());
    json.name("kind").value(InspectVerb.word(Recognition.Kind.DB));
    json.name("size").value(file.image().byteSize());
    json.name("page_size").value(tx.meta().pageSize());
    json.name("free_pages").value(report.freePageCount());
    json.name("digest").value(digest).name("metas").beginArray();
    for (MetaSlot slot : file.metaSlots()) {
      json.beginObject().name("slot").value(slot.page().value());
      switch (slot) {
        case MetaSlot.Valid(_, Meta meta) -> {
          json.name("valid").value(true).name("txid").value(meta.txid().toString());
          json.name("root").value(meta.root().toString());
          json.name("hwm").value(meta.hwm().toString());
        }
        case MetaSlot.Invalid invalid ->
            json.name("valid").value(false).name("reason").value(invalid.message());
      }
      json.end();
    }
    json.end().name("buckets").beginArray();
    for (BucketCount bucket : buckets) {
      json.beginObject();
      Printable.json(json, "name", bucket.name());
      json.name("rows").value(bucket.rows()).name("root").value(bucket.root()).end();
    }
    json.end().name("findings").beginArray();
    report.findings().forEach(finding -> json.value(describe(finding)));
    return json.end().end();
  }

  private void pages(ReadTx tx) {
    AtomicLong shown = new AtomicLong();
    if (format == WriteOut.TABLE) {
      out.println("        PAGE       OFFSET USE       TYPE          COUNT  PAGES");
    }
    PageList.forEach(
        tx,
        entry -> {
          if (limit == 0 || shown.getAndIncrement() < limit) {
            page(entry);
          }
        });
  }

  private void page(PageList.Entry entry) {
    String use = entry.use().name().toLowerCase(Locale.ROOT);
    String type = PageFlags.describe(entry.header().flags());
    switch (format) {
      case TABLE ->
          out.println(
              "%12s %12d %-9s %-12s %6d %6d"
                  .formatted(
                      entry.page(),
                      entry.offset(),
                      use,
                      type,
                      entry.header().count(),
                      entry.pageCount()));
      case JSON ->
          out.println(
              new Json()
                  .beginObject()
                  .name("page")
                  .value(entry.page().value())
                  .name("offset")
                  .value(entry.offset())
                  .name("use")
                  .value(use)
                  .name("type")
                  .value(type)
                  .name("count")
                  .value(entry.header().count())
                  .name("pages")
                  .value(entry.pageCount())
                  .name("stated_id")
                  .value(entry.header().id().toString())
                  .end());
    }
  }

  private boolean bucket(ReadTx tx, String name) {
    Bytes wanted = Bytes.ofUtf8(name);
    Bucket bucket =
        tx.findBucket(wanted)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.NOT_FOUND,
                        path + ": expected a bucket " + name + ", found " + tx.bucketNames()));
    RowText decoded = new RowText(path.toString(), EtcdBucket.find(wanted));
    RowText quoted = new RowText(path.toString(), Optional.empty());
    Cursor cursor = bucket.cursor();
    boolean sound = true;
    for (long shown = 0; (limit == 0 || shown < limit) && cursor.next(); shown++) {
      String text;
      try {
        text = decoded.of(cursor.key(), cursor.value());
      } catch (CorruptException damaged) {
        text = quoted.of(cursor.key(), cursor.value()) + " (damaged: " + damaged.getMessage() + ")";
        sound = false;
      }
      switch (format) {
        case TABLE -> out.println(text);
        case JSON -> out.println(new Json().beginObject().name("row").value(text).end());
      }
    }
    return sound;
  }
}
