package io.fireweed.server.metrics;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/// What the operating system and the JVM say of the process. Read from `/proc` where there is one,
/// whenever somebody asks; elsewhere 0.
final class ProcessMetrics {
  private static final Path SELF = Path.of("/proc/self");

  /// Of `/proc/self/stat`, counted after the program's name: fields 14, 15 and 22 of proc(5).
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;
  private static final double TICKS_PER_SECOND = 100;

  private ProcessMetrics() {}

  static void register(Registry registry) {
    DoubleSupplier openFiles = ProcessMetrics::openFiles;
    DoubleSupplier maxFiles = () -> limit("Max open files");
    registry.gauge("os_fd_used", "Open file descriptors.").follow(openFiles);
    registry.gauge("os_fd_limit", "How many there may be.").follow(maxFiles);
    registry.gauge("process_open_fds", "Open file descriptors.").follow(openFiles);
    registry.gauge("process_max_fds", "How many there may be.").follow(maxFiles);
    registry
        .followedCounter("process_cpu_seconds_total", "Seconds of processor time.")
        .follow(ProcessMetrics::cpuSeconds);
    registry
        .gauge("process_resident_memory_bytes", "Memory in use.")
        .follow(() -> statusBytes("VmRSS:"));
    registry
        .gauge("process_virtual_memory_bytes", "Address space in use.")
        .follow(() -> statusBytes("VmSize:"));
    registry
        .gauge("process_virtual_memory_max_bytes", "How much there may be.")
        .follow(() -> limit("Max address space"));
    double started = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
    registry.gauge("process_start_time_seconds", "When it began, since 1970.").set(started);
    registerJvm(registry);
  }

  private static void registerJvm(Registry registry) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    Family<Gauge> used = registry.gauges("jvm_memory_used_bytes", "Memory in use.", "area");
    used.with("heap").follow(() -> memory.getHeapMemoryUsage().getUsed());
    used.with("nonheap").follow(() -> memory.getNonHeapMemoryUsage().getUsed());
    Family<Gauge> largest = registry.gauges("jvm_memory_max_bytes", "Most memory.", "area");
    largest.with("heap").follow(() -> memory.getHeapMemoryUsage().getMax());
    registry
        .gauge("jvm_threads_current", "Threads.")
        .follow(() -> ManagementFactory.getThreadMXBean().getThreadCount());
    Family<Gauge> collections = registry.gauges("jvm_gc_collections", "Garbage collections.", "gc");
    Family<Gauge> seconds =
        registry.gauges("jvm_gc_collection_seconds", "Seconds spent in them.", "gc");
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections.with(collector.getName()).follow(collector::getCollectionCount);
      seconds.with(collector.getName()).follow(() -> collector.getCollectionTime() / 1000.0);
    }
    Family<Gauge> pools =
        registry.gauges("jvm_buffer_pool_used_bytes", "Memory of buffers.", "pool");
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      pools.with(pool.getName()).follow(pool::getMemoryUsed);
    }
  }

  private static double openFiles() {
    int count = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(SELF.resolve("fd"))) {
      for (Path ignored : open) {
        count++;
      }
      // One of them was the directory itself.
      return count - 1;
    } catch (IOException e) {
      return 0;
    }
  }

  private static double limit(String name) {
    try {
      for (String line : Files.readAllLines(SELF.resolve("limits"))) {
        if (line.startsWith(name)) {
          String soft = line.substring(name.length()).strip().split(" +")[0];
          return soft.equals("unlimited") ? Math.pow(2, 64) : Double.parseDouble(soft);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }

  private static double statusBytes(String name) {
    try {
      for (String line : Files.readAllLines(SELF.resolve("status"))) {
        if (line.startsWith(name)) {
          return Double.parseDouble(line.substring(name.length()).strip().split(" +")[0]) * 1024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }

  private static double cpuSeconds() {
    try {
      String stat = Files.readString(SELF.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      double ticks =
          Double.parseDouble(fields[USER_TICKS]) + Double.parseDouble(fields[SYSTEM_TICKS]);
      return ticks / TICKS_PER_SECOND;
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return 0;
    }
  }
}
