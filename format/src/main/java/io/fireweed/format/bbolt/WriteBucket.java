package io.fireweed.format.bbolt;

import io.fireweed.format.fault.ConflictException;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A bucket inside a [WriteTx]: sorted keys with values, and other buckets.
///
/// Keys and values given to it are copied. Segments it hands out are read-only and stay valid, and
/// unchanged, until the transaction ends. Keys have 1 to 32768 bytes, values up to 2^31 - 2.
public final class WriteBucket {
  /// Longest key, bytes.
  public static final int MAX_KEY_BYTES = TreePage.MAX_KEY_SIZE;

  /// Longest value, bytes.
  public static final long MAX_VALUE_BYTES = (1L << 31) - 2;

  private static final double DEFAULT_FILL = 0.5;
  private static final double MIN_FILL = 0.1;
  private static final double MAX_FILL = 1.0;

  private final WriteTx tx;
  private final Tree tree;
  private final TreeMap<Bytes, WriteBucket> open = new TreeMap<>();
  private final Consumer<Element> onlyPlain = WriteBucket::requirePlain;
  private long sequence;
  private boolean headerChanged;
  private boolean deleted;
  private double fillPercent = DEFAULT_FILL;

  private WriteBucket(WriteTx tx, Child root, long sequence) {
    this.tx = tx;
    this.tree = new Tree(tx.pages(), root);
    this.sequence = sequence;
  }

  /// {@return the bucket that holds the named buckets of a db}
  static WriteBucket rootOf(WriteTx tx, Meta meta) {
    return new WriteBucket(tx, Child.rootOnPage(meta.root().value()), meta.sequence());
  }

  /// Inserts a key, or gives it another value.
  ///
  /// @throws ConflictException if the key is a bucket
  /// @throws RefusedException if the key is empty, or key or value too long
  public void put(MemorySegment key, MemorySegment value) {
    requireUsable();
    requireKey(key);
    if (value.byteSize() > MAX_VALUE_BYTES) {
      throw new RefusedException(
          "value of %d bytes: expected at most %d".formatted(value.byteSize(), MAX_VALUE_BYTES));
    }
    Element element = new Element(tx.buffer().copy(key, value), (int) key.byteSize(), 0);
    tree.put(element, onlyPlain);
  }

  /// Inserts a key, or gives it another value.
  public void put(Bytes key, Bytes value) {
    put(key.segment(), value.segment());
  }

  /// Removes a key. {@return whether it was there}
  ///
  /// @throws ConflictException if the key is a bucket
  public boolean delete(MemorySegment key) {
    requireUsable();
    return tree.remove(key, onlyPlain);
  }

  /// Removes a key. {@return whether it was there}
  public boolean delete(Bytes key) {
    return delete(key.segment());
  }

  /// {@return the value of a key, or nothing if it is absent or a bucket}
  public Optional<MemorySegment> find(MemorySegment key) {
    requireUsable();
    return tree.find(key).filter(found -> !found.isBucket()).map(Element::readOnlyValue);
  }

  /// {@return the value of a key, or nothing if it is absent or a bucket}
  public Optional<MemorySegment> find(Bytes key) {
    return find(key.segment());
  }

  /// {@return a cursor over this bucket as it changes}
  public WriteCursor cursor() {
    requireUsable();
    return new WriteCursor(this, tree);
  }

  /// Makes an empty bucket.
  ///
  /// @throws ConflictException if there is a bucket or a key of this name
  public WriteBucket createBucket(Bytes name) {
    requireUsable();
    requireKey(name.segment());
    Optional<Element> taken = tree.find(name.segment());
    if (taken.isPresent()) {
      throw new ConflictException(
          "bucket %s: expected a free name, found %s"
              .formatted(name, taken.get().isBucket() ? "a bucket" : "a key with a value"));
    }
    WriteBucket created = new WriteBucket(tx, Child.rootOf(LeafNode.empty()), 0);
    created.headerChanged = true;
    store(name, created.inlineImage());
    open.put(name, created);
    return created;
  }

  /// {@return the bucket of this name, made if it is absent}
  public WriteBucket createBucketIfAbsent(Bytes name) {
    return findBucket(name).orElseGet(() -> createBucket(name));
  }

  /// {@return the bucket of this name}
  public Optional<WriteBucket> findBucket(Bytes name) {
    requireUsable();
    WriteBucket known = open.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<WriteBucket> found =
        tree.find(name.segment()).filter(Element::isBucket).map(this::openBucket);
    found.ifPresent(bucket -> open.put(name, bucket));
    return found;
  }

  /// {@return the bucket of this name}
  ///
  /// @throws NotFoundException if there is none
  public WriteBucket requireBucket(Bytes name) {
    return findBucket(name)
        .orElseThrow(
            () -> new NotFoundException("bucket %s: expected it, found none".formatted(name)));
  }

  /// Removes a bucket with everything in it, and frees its pages. {@return whether it was there}
  ///
  /// @throws ConflictException if the name is a key with a value
  public boolean deleteBucket(Bytes name) {
    requireUsable();
    Optional<Element> found = tree.find(name.segment());
    if (found.isEmpty()) {
      return false;
    }
    if (!found.get().isBucket()) {
      throw new ConflictException(
          "bucket %s: expected a bucket, found a key with a value".formatted(name));
    }
    requireBucket(name).discard();
    open.remove(name);
    return tree.remove(name.segment(), _ -> {});
  }

  /// {@return the names of the buckets directly in this one, ascending}
  public List<Bytes> bucketNames() {
    requireUsable();
    List<Bytes> names = new ArrayList<>();
    WriteCursor cursor = cursor();
    for (boolean more = cursor.first(); more; more = cursor.next()) {
      if (cursor.isBucket()) {
        names.add(Bytes.of(cursor.key()));
      }
    }
    return List.copyOf(names);
  }

  /// {@return the counter that the application keeps in this bucket; etcd leaves it 0}
  public long sequence() {
    return sequence;
  }

  public void setSequence(long value) {
    requireUsable();
    sequence = value;
    headerChanged = true;
  }

  /// How full the commit makes pages that it cuts: 0.5 leaves room for inserts between others,
  /// 0.9 suits keys that only ascend. Forgotten when the transaction ends.
  ///
  /// @param share 0.1 to 1.0
  public void fillPercent(double share) {
    if (!(share >= MIN_FILL && share <= MAX_FILL)) {
      throw new IllegalArgumentException("fill percent " + share + " outside 0.1 to 1.0");
    }
    fillPercent = share;
  }

  /// Writes the trees of this bucket and those inside it. {@return the root page}
  long spill() {
    prepare();
    return tree.spill(fillPercent);
  }

  void requireUsable() {
    tx.requireOpen();
    if (deleted) {
      throw new IllegalStateException("the bucket was deleted in this transaction");
    }
  }

  /// Fails if the element is a bucket: its value is not the application's to change.
  private static void requirePlain(Element element) {
    if (element.isBucket()) {
      throw new ConflictException(
          "key %s: expected a key with a value, found a bucket".formatted(Bytes.of(element.key())));
    }
  }

  private boolean isChanged() {
    return headerChanged
        || tree.changes() > 0
        || open.values().stream().anyMatch(WriteBucket::isChanged);
  }

  /// Brings the headers of inner buckets up to date and joins small nodes.
  private void prepare() {
    open.forEach(
        (name, bucket) -> {
          if (bucket.isChanged()) {
            store(name, bucket.spillToHeader());
          }
        });
    if (tree.changes() > 0) {
      tree.rebalance();
    }
  }

  /// Writes the tree, or keeps it inline. {@return the header for the parent}
  private MemorySegment spillToHeader() {
    prepare();
    if (fitsInline()) {
      tree.freeRootOrigin();
      return inlineImage();
    }
    MemorySegment header = tx.buffer().allocate(BucketHeader.SIZE);
    new BucketHeader(new Pgid(tree.spill(fillPercent)), sequence).write(header, 0);
    return header;
  }

  private boolean fitsInline() {
    return tree.rootLeaf()
        .filter(leaf -> leaf.pageBytes() <= BucketHeader.maxInlineBytes(tx.pages().pageSize()))
        .filter(leaf -> !leaf.holdsBuckets())
        .isPresent();
  }

  private MemorySegment inlineImage() {
    LeafNode leaf = tree.rootLeaf().orElseThrow(IllegalStateException::new);
    MemorySegment image = tx.buffer().allocate(BucketHeader.SIZE + leaf.pageBytes());
    new BucketHeader(Pgid.INLINE, sequence).write(image, 0);
    leaf.writeInline(image, BucketHeader.SIZE);
    return image;
  }

  private void store(Bytes name, MemorySegment header) {
    MemorySegment data = tx.buffer().copy(name.segment(), header);
    tree.put(new Element(data, name.length(), LeafPage.BUCKET), _ -> {});
  }

  private WriteBucket openBucket(Element element) {
    BucketHeader header = header(element);
    Child root =
        header.isInline()
            ? Child.rootOf(loadInline(element))
            : Child.rootOnPage(header.root().value());
    return new WriteBucket(tx, root, header.sequence());
  }

  private LeafNode loadInline(Element element) {
    Pages committed = tx.pages().committed();
    return TxPages.load(committed, CleanLeaf.inline(committed, element.value()), 0, 0);
  }

  private BucketHeader header(Element element) {
    if (element.valueLength() < BucketHeader.SIZE) {
      throw new CorruptException(
          "%s: bucket %s: expected a header of %d bytes, found %d"
              .formatted(
                  tx.pages().committed().file(),
                  Bytes.of(element.key()),
                  BucketHeader.SIZE,
                  element.valueLength()));
    }
    return BucketHeader.read(element.value(), 0);
  }

  /// Frees the committed pages of this bucket and of those inside it.
  private void discard() {
    tree.freeAll(
        element -> {
          if (element.isBucket()) {
            requireBucket(Bytes.of(element.key())).discard();
          }
        });
    deleted = true;
  }

  private static void requireKey(MemorySegment key) {
    if (key.byteSize() < 1 || key.byteSize() > MAX_KEY_BYTES) {
      throw new RefusedException(
          "key of %d bytes: expected 1 to %d".formatted(key.byteSize(), MAX_KEY_BYTES));
    }
  }
}
