package io.fireweed.cli.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The outside of a program: its streams, those of text always UTF-8, and its environment.
///
/// @param in what is piped or typed into the program
/// @param err the stream for progress, warnings and errors
/// @param interactive whether a person watches `err`
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean interactive,
    Map<String, String> environment) {
  private static final int OUT_BUFFER_BYTES = 1 << 16;

  public Terminal {
    environment = Map.copyOf(environment);
  }

  /// An outside that says nothing.
  public Terminal(
      PrintStream out, PrintStream err, boolean interactive, Map<String, String> environment) {
    this(InputStream.nullInputStream(), out, err, interactive, environment);
  }

  /// {@return the streams and the environment of this process}
  public static Terminal system() {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    Map<String, String> environment = System.getenv();
    boolean interactive = System.getenv("TERM") != null && ErrorStream.isTerminal();
    return new Terminal(
        new FileInputStream(FileDescriptor.in),
        new PrintStream(
            new java.io.BufferedOutputStream(out, OUT_BUFFER_BYTES), false, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        interactive,
        environment);
  }
}
