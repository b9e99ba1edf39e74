package io.fireweed.testkit.sim;

/// What a run may contain; counted, so that runs in which nothing happens are noticed.
public enum Happening {
  ELECTION("elections"),
  READ("reads answered"),
  CHANGE("membership changes"),
  JOINT_CHANGE("joint configurations"),
  SNAPSHOT("snapshots received"),
  COMPACTION("compactions"),
  CRASH("crashes"),
  LOSS("of them with writes lost");

  private final String label;

  Happening(String label) {
    this.label = label;
  }

  public String describe() {
    return label;
  }
}
