package io.fireweed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void flagsAndArgumentsComeInAnyOrder() {
    assertThat(run("copy", "a", "--limit=7", "b", "-wjson", "--deep")).isZero();
    assertThat(text(out)).isEqualTo("[a, b] 7 json true\n");
  }

  @Test
  void aSwitchTakesAValueOnlyAfterAnEqualsSign() {
    assertThat(run("copy", "--deep=false", "a", "b")).isZero();
    assertThat(text(out)).isEqualTo("[a, b] 3 simple false\n");
  }

  @Test
  void theEnvironmentSetsGlobalFlagsUnlessTheCommandLineDoesToo() {
    Terminal terminal = terminal(Map.of("PROG_WRITE_OUT", "table"));
    CommandLine line = new CommandLine(program(), Dialect.ETCD, terminal);
    assertThat(line.run("copy", "a", "b")).isZero();
    assertThat(text(out)).isEqualTo("[a, b] 3 table false\n");
    assertThat(line.run("copy", "a", "b", "-w", "json")).isEqualTo(1);
    assertThat(text(err)).contains("conflicting environment variable \"PROG_WRITE_OUT\"");
  }

  @Test
  void aWordThatIsNoCommandOfAGroupFailsAtAnyDepth() {
    assertThat(complaint("group", "savee"))
        .startsWith("Error: unknown command \"savee\" for \"prog group\"");
  }

  @Test
  void wordsAfterTwoDashesAreArguments() {
    assertThat(run("copy", "--", "--limit", "-w")).isZero();
    assertThat(text(out)).isEqualTo("[--limit, -w] 3 simple false\n");
  }

  @Test
  void aGlobalFlagMayStandBeforeTheCommand() {
    assertThat(run("--write-out", "table", "cop", "a", "b")).isZero();
    assertThat(text(out)).isEqualTo("[a, b] 3 table false\n");
  }

  @Test
  void numbersReadAsGoReadsThem() {
    assertThat(run("copy", "a", "b", "--limit", "0x10")).isZero();
    assertThat(text(out)).startsWith("[a, b] 16 ");
  }

  @Test
  void wrongWordsAreNamedAsEtcdsToolsNameThem() {
    assertThat(complaint("copy", "--x")).isEqualTo("Error: unknown flag: --x");
    assertThat(complaint("copy", "-xy")).isEqualTo("Error: unknown shorthand flag: 'x' in -xy");
    assertThat(complaint("copy", "-w")).isEqualTo("Error: flag needs an argument: 'w' in -w");
    assertThat(complaint("copy", "--limit")).isEqualTo("Error: flag needs an argument: --limit");
    assertThat(complaint("copy", "--=5")).isEqualTo("Error: bad flag syntax: --=5");
    assertThat(complaint("copy", "--deep=bogus"))
        .isEqualTo(
            "Error: invalid argument \"bogus\" for \"--deep\" flag: "
                + "strconv.ParseBool: parsing \"bogus\": invalid syntax");
    assertThat(complaint("copy", "--limit=x"))
        .isEqualTo(
            "Error: invalid argument \"x\" for \"--limit\" flag: "
                + "strconv.ParseUint: parsing \"x\": invalid syntax");
    assertThat(complaint("copy", "--limit=18446744073709551616"))
        .endsWith("strconv.ParseUint: parsing \"18446744073709551616\": value out of range");
    assertThat(complaint("copy", "a")).isEqualTo("Error: accepts 2 arg(s), received 1");
    assertThat(complaint("need"))
        .isEqualTo("Error: required flag(s) \"data-dir\", \"name\" not set");
  }

  @Test
  void anUnknownCommandComesWithTheNearestOnes() {
    assertThat(run("coppy")).isEqualTo(1);
    assertThat(text(err))
        .isEqualTo(
            """
            Error: unknown command "coppy" for "prog"

            Did you mean this?
            \tcopy

            Run 'prog --help' for usage.
            """);
  }

  @Test
  void wrongWordsEndWithTwoInOurOwnProgram() {
    assertThat(new CommandLine(program(), Dialect.FIREWEED, terminal()).run("copy", "--x"))
        .isEqualTo(2);
  }

  @Test
  void helpListsCommandsAndFlags() {
    assertThat(run("help", "copy")).isZero();
    assertThat(text(out))
        .isEqualTo(
            """
            Copies things.

            Usage:
              prog copy A B [flags]

            Flags:
                  --deep         also what is below
              -h, --help         help for copy
                  --limit uint   how many (default 3)

            Global Flags:
              -w, --write-out string   format (default "simple")

            """);
  }

  @Test
  void failuresBecomeOneMessageAHintAndACode() {
    assertThat(run("fail", "corrupt")).isEqualTo(3);
    assertThat(text(err)).isEqualTo("Error: page 7 is bad\nhint: use another copy\n");
    assertThat(run("fail", "missing")).isEqualTo(1);
    assertThat(text(err)).endsWith("Error: open x.db: no such file or directory\n");
    assertThat(run("fail", "refused")).isEqualTo(1);
    CommandLine own = new CommandLine(program(), Dialect.FIREWEED, terminal());
    assertThat(own.run("fail", "refused")).isEqualTo(4);
    assertThat(own.run("fail", "missing")).isEqualTo(5);
  }

  @Test
  void aDefectIsToldWithoutAStackTrace() {
    assertThat(run("fail", "defect")).isEqualTo(1);
    assertThat(text(err))
        .startsWith("Error: defect in this program: java.lang.IllegalStateException: oops\n")
        .doesNotContain("\tat ");
  }

  @Test
  void durationsReadAsGoReadsThem() {
    assertThat(GoDuration.value("1m30s").toMillis()).isEqualTo(90_000);
    assertThat(GoDuration.value("1.5h").toMinutes()).isEqualTo(90);
    assertThat(GoDuration.complaint("10")).isEqualTo("time: missing unit in duration \"10\"");
    assertThat(GoDuration.complaint("x")).isEqualTo("time: invalid duration \"x\"");
    assertThat(GoDuration.complaint("99999999999h")).startsWith("time: invalid duration");
  }

  @Test
  void bytesAreQuotedAsGoQuotesThem() {
    byte[] bytes = {'a', '"', '\\', '\n', 0, 0x1b, (byte) 0xC3, (byte) 0xA9, (byte) 0xFF};
    assertThat(GoQuote.quote(bytes)).isEqualTo("\"a\\\"\\\\\\n\\x00\\x1bé\\xff\"");
  }

  @Test
  void everyShellGetsAScript() {
    for (String shell : List.of("bash", "zsh", "fish", "powershell")) {
      out.reset();
      assertThat(run("completion", shell)).isZero();
      assertThat(text(out)).contains("prog").contains("copy");
    }
  }

  private String complaint(String... words) {
    err.reset();
    assertThat(run(words)).isEqualTo(1);
    return text(err).lines().findFirst().orElse("");
  }

  private int run(String... words) {
    return new CommandLine(program(), Dialect.ETCD, terminal()).run(words);
  }

  private Terminal terminal() {
    return terminal(Map.of());
  }

  private Terminal terminal(Map<String, String> environment) {
    return new Terminal(
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        environment);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  private static Command program() {
    Command copy =
        new Command(
            "copy",
            "A B",
            "Copies things.",
            "",
            List.of(Flag.uint("limit", 3, "how many"), Flag.onOff("deep", "also what is below")),
            new Command.Body.Leaf(
                ArgumentCount.exactly(2),
                call -> {
                  call.terminal()
                      .out()
                      .println(
                          call.arguments()
                              + " "
                              + call.number("limit")
                              + " "
                              + call.text("write-out")
                              + " "
                              + call.isOn("deep"));
                  return ExitCode.DONE;
                }));
    Command need =
        new Command(
            "need",
            "",
            "Needs flags.",
            "",
            List.of(
                Flag.string("name", "", "a name").required(),
                Flag.string("data-dir", "", "a directory").required()),
            new Command.Body.Leaf(new ArgumentCount.Any(), _ -> ExitCode.DONE));
    Command fail =
        new Command(
            "fail",
            "",
            "Fails.",
            "",
            List.of(),
            new Command.Body.Leaf(
                ArgumentCount.exactly(1),
                call ->
                    switch (call.arguments().getFirst()) {
                      case "corrupt" ->
                          throw new CorruptException("page 7 is bad", "use another copy");
                      case "missing" -> throw new NoSuchFileException("x.db");
                      case "refused" -> throw new RefusedException("in use");
                      case "nothing" -> ExitCode.DONE;
                      default -> throw new IllegalStateException("oops");
                    }));
    return new Command(
        "prog",
        "[command]",
        "A program.",
        "",
        List.of(Flag.string("write-out", "simple", "format").orShort("w")),
        new Command.Body.Group(
            List.of(
                copy,
                need,
                fail,
                Completion.command(),
                Command.group("group", "A group.", List.of(copy)))));
  }
}
