package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;

/// Context of a membership change in the log: the member, and whether a learner becomes a voter.
///
/// JSON of [MemberRow]; a promotion has `"isPromote":true` after the member's own fields.
///
/// Source: etcd 3.4.23 to 3.7.1, membership.
public record MemberChange(MemberRow member, Intent intent) {
  /// Why the change was proposed.
  public enum Intent {
    SET,
    PROMOTE
  }

  public Bytes encode() {
    StringBuilder out = member.json();
    if (intent == Intent.PROMOTE) {
      out.append(",\"isPromote\":true");
    }
    return Bytes.ofUtf8(out.append('}').toString());
  }

  public static MemberChange decode(MemorySegment json, Origin where) {
    MemberRow.Draft draft = new MemberRow.Draft();
    GoJson.readObject(json, where, draft);
    return new MemberChange(draft.row(json, where), draft.promote() ? Intent.PROMOTE : Intent.SET);
  }
}
