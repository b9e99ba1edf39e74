package io.fireweed.raft.script;

/// Carries out the commands of one script, in order.
interface ScriptRun {
  /// {@return what the command gives; its last line may or may not end}
  String run(Script.Step step);
}
