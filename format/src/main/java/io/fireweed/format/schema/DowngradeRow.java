package io.fireweed.format.schema;

import com.fasterxml.jackson.core.JsonParser;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The row `downgrade` of the `cluster` bucket, from 3.5 on.
///
/// JSON, both fields always: `{"target-version":"3.5.0","enabled":true}`. A cancelled downgrade has
/// an empty target and `false`.
///
/// Source: etcd 3.5.30 to 3.7.1, downgrade info.
///
/// @param targetVersion as written, possibly empty
public record DowngradeRow(String targetVersion, State state) {
  /// Whether the cluster is being downgraded.
  public enum State {
    ENABLED,
    DISABLED
  }

  public Bytes value() {
    StringBuilder out = new StringBuilder("{\"target-version\":");
    GoJson.quote(out, targetVersion)
        .append(",\"enabled\":")
        .append(state == State.ENABLED)
        .append('}');
    return Bytes.ofUtf8(out.toString());
  }

  public static DowngradeRow decode(MemorySegment json, Origin where) {
    Draft draft = new Draft();
    GoJson.readObject(json, where, draft);
    return new DowngradeRow(draft.targetVersion, draft.state);
  }

  private static final class Draft implements GoJson.Fields {
    private String targetVersion = "";
    private State state = State.DISABLED;

    @Override
    public boolean take(String name, JsonParser value) throws IOException {
      switch (name) {
        case "target-version" -> targetVersion = GoJson.text(value);
        case "enabled" -> state = GoJson.bool(value) ? State.ENABLED : State.DISABLED;
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}
