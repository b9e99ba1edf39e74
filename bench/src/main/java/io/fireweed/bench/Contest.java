package io.fireweed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Runs contestants in turns, so that a slow moment of the machine hits all of them, and prints a
/// row for each. Ratios are taken against the last contestant.
final class Contest {
  /// One command that does the job.
  ///
  /// @param name as the table shows it
  /// @param command with its arguments
  /// @param before what to do before each run, not timed
  record Contestant(String name, List<String> command, Preparation before) {
    Contestant {
      command = List.copyOf(command);
    }
  }

  /// Work that must precede a run, such as removing the output of the last one.
  interface Preparation {
    void run() throws IOException;

    /// Nothing to prepare.
    static Preparation none() {
      return () -> {};
    }
  }

  private final Path directory;
  private final int rounds;

  Contest(Path directory, int rounds) {
    this.directory = directory;
    this.rounds = rounds;
  }

  /// What a job cost each contestant.
  ///
  /// @param rows Markdown, in the order of the contestants
  /// @param first the runs of the first contestant
  record Outcome(List<String> rows, Series first) {}

  /// Runs one job; the last contestant is the one that all are measured by.
  Outcome run(String job, List<Contestant> contestants) throws IOException {
    List<Series> series = new ArrayList<>();
    contestants.forEach(_ -> series.add(new Series()));
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < contestants.size(); i++) {
        Contestant contestant = contestants.get(i);
        contestant.before().run();
        Sample sample = ProcessTimer.run(contestant.command(), directory, directory.resolve("log"));
        if (sample.exitCode() != 0) {
          throw new IOException(
              contestant.command()
                  + " ended with "
                  + sample.exitCode()
                  + ", see its log in "
                  + directory);
        }
        if (round > 0) { // the first round only warms the page cache
          series.get(i).add(sample);
        }
      }
    }
    Series measure = series.getLast();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < contestants.size(); i++) {
      rows.add(row(job, contestants.get(i).name(), series.get(i), measure));
    }
    return new Outcome(rows, series.getFirst());
  }

  private static String row(String job, String name, Series series, Series measure) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f s | %.2f–%.2f s | %.2f s | %d MiB | %d MiB | %.2f× |",
        job,
        name,
        seconds(series.median()),
        seconds(series.fastest()),
        seconds(series.slowest()),
        seconds(series.medianCpu()),
        series.peakResidentBytes() >> 20,
        series.peakAnonymousBytes() >> 20,
        seconds(series.median()) / seconds(measure.median()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  int rounds() {
    return rounds;
  }

  static List<String> header() {
    return List.of(
        "| job | program | median | range | CPU | peak memory | of it not file | ratio |",
        "|---|---|---|---|---|---|---|---|");
  }
}
