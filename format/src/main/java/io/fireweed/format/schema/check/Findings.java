package io.fireweed.format.schema.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Collects findings, keeps the first of each severity and counts all.
final class Findings {
  private final Map<SchemaFinding.Severity, List<SchemaFinding>> kept =
      new EnumMap<>(SchemaFinding.Severity.class);
  private final Map<SchemaFinding.Severity, Long> counts =
      new EnumMap<>(SchemaFinding.Severity.class);

  void add(SchemaFinding finding) {
    counts.merge(finding.severity(), 1L, Long::sum);
    List<SchemaFinding> list =
        kept.computeIfAbsent(finding.severity(), severity -> new ArrayList<>());
    if (list.size() < SchemaCheck.MAX_FINDINGS) {
      list.add(finding);
    }
  }

  void add(SchemaFinding.Severity severity, String what, String expected, String found) {
    add(new SchemaFinding.Contradiction(severity, what, expected, found));
  }

  SchemaReport report() {
    List<SchemaFinding> all =
        kept.values().stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparing(SchemaFinding::severity))
            .limit(SchemaCheck.MAX_FINDINGS)
            .toList();
    return new SchemaReport(
        all,
        count(SchemaFinding.Severity.ERROR),
        count(SchemaFinding.Severity.WARNING),
        count(SchemaFinding.Severity.NOTE));
  }

  private long count(SchemaFinding.Severity severity) {
    return counts.getOrDefault(severity, 0L);
  }
}
