package io.fireweed.format.schema.check;

import java.util.List;

/// What [SchemaCheck] found.
///
/// @param findings the first of them, at most [SchemaCheck#MAX_FINDINGS], errors before the rest
/// @param errorCount how many errors there are in all
/// @param warningCount how many warnings there are in all
/// @param noteCount how many notes there are in all
public record SchemaReport(
    List<SchemaFinding> findings, long errorCount, long warningCount, long noteCount) {
  public SchemaReport {
    findings = List.copyOf(findings);
  }

  /// {@return whether there is no error; warnings and notes may be there}
  public boolean isSound() {
    return errorCount == 0;
  }
}
