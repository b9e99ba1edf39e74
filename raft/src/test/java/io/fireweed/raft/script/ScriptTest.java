package io.fireweed.raft.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The language of the scripts: what is not of it fails, and does not pass for agreement.
class ScriptTest {
  @TempDir Path folder;

  private List<String> outputs(ScriptRun run, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("script.txt"), text);
    List<String> outputs = new ArrayList<>();
    Script.read(file).steps().forEach(step -> outputs.add(run.run(step).stripTrailing()));
    return outputs;
  }

  private void fails(ScriptRun run, String text) {
    assertThatThrownBy(() -> outputs(run, text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void inputLinesAreFurtherCommands() throws IOException {
    String text =
        """
        log-level none
        add-nodes 1 voters=(1) index=2
        campaign 1
        stabilize
        log-level info
        ----

        propose 1 a
        process-ready 1
        ----
        """;
    assertThat(outputs(new InteractionScript(), text))
        .containsExactly(
            "ok",
            """
            Ready MustSync=true:
            Entries:
            1/4 EntryNormal "a"\
            """);
  }

  @Test
  void listsAreWrittenWithCommasOrSpaces() throws IOException {
    for (String list : List.of("(1,2,3)", "(1, 2, 3)", "(1 2 3)")) {
      String text = "log-level none\n----\n\nadd-nodes 1 voters=" + list + " index=2\n----\n";
      String state = text + "\nlog-level debug\n----\n\ncampaign 1\n----\n";
      assertThat(outputs(new InteractionScript(), state).getLast())
          .contains("MsgVote request to 3");
    }
  }

  @Test
  void whatAMemberRefusesIsOutput() throws IOException {
    String text =
        """
        log-level loud
        ----

        add-nodes 1 voters=(1) index=1
        ----

        log-level none
        ----

        add-nodes 1 voters=(1,2) index=2
        ----

        propose 1 a
        ----

        propose-conf-change 1
        x3
        ----
        """;
    assertThat(outputs(new InteractionScript(), text))
        .containsExactly(
            "log levels must be either of [DEBUG INFO WARN ERROR FATAL NONE]",
            "index must be specified as > 1 due to bootstrap",
            "ok",
            "ok",
            "raft proposal dropped",
            "unknown input: x3");
  }

  @Test
  void whatIsNotInTheLanguageFails() {
    fails(new InteractionScript(), "jump 1\n----\n");
    String start = "add-nodes 2 voters=(1,2) index=2\n----\n\n";
    for (String wrong :
        List.of(
            "add-nodes 1 colour=red",
            "add-nodes 1 prevote=maybe",
            "add-nodes 1 read-only=never",
            "campaign",
            "campaign 1 2",
            "propose 1",
            "deliver-msgs 1 drop=(1)",
            "deliver-msgs 1 type=MsgPigeon",
            "stabilize 1 speed=high",
            "status 1 all",
            "report-snapshot 1 2 perhaps",
            "transfer-leadership 1 2",
            "set-randomized-election-timeout 1",
            "propose-conf-change 1 transition=soon\nv3",
            "propose-conf-change 1 v2=true\nv3")) {
      fails(new InteractionScript(), start + wrong + "\n----\n");
    }
    fails(new ChangeScript(), "simple now\nv1\n----\n");
    fails(new ChangeScript(), "double\nv1\n----\n");
    fails(new QuorumScript(), "committed cfg=(1) idx=(0)\n----\n");
    fails(new QuorumScript(), "vote cfg=(1) votes=(x)\n----\n");
    fails(new QuorumScript(), "vote cfg=(1) votes=(y) late=true\n----\n");
    fails(new InteractionScript(), "stabilize\n");
  }

  @Test
  void changesThatCannotBeReadAreOutput() throws IOException {
    assertThat(outputs(new ChangeScript(), "simple\nw1\n----\n\nsimple\nv\n----\n"))
        .containsExactly("unknown input: w1", "unknown token v");
  }

  @Test
  void rewritingKeepsAllButTheOutputs() throws IOException {
    String text =
        "# say\nfirst 1\ninput\n----\nold\n\n# more\nsecond\n----\n----\na\n\nb\n----\n----\n";
    Path file = Files.writeString(folder.resolve("script.txt"), text);
    Script script = Script.read(file);
    assertThat(script.steps()).extracting(Script.Step::expected).containsExactly("old", "a\n\nb");
    assertThat(script.with(List.of("old", "a\n\nb"))).isEqualTo(text);
    assertThat(script.with(List.of("new\n\nlines", "c")))
        .isEqualTo(
            "# say\nfirst 1\ninput\n----\n----\nnew\n\nlines\n----\n----\n\n"
                + "# more\nsecond\n----\nc\n");
  }
}
