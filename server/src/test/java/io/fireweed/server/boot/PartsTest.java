package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final Parts parts = new Parts();
  private final List<String> closed = new ArrayList<>();

  private void part(String name, Exception... failure) {
    AutoCloseable _ =
        parts.opened(
            () -> {
              closed.add(name);
              for (Exception failed : failure) {
                throw failed;
              }
            });
  }

  @Test
  void everyPartIsClosedLastFirstAlsoBehindThoseThatFail() {
    part("log");
    part("state", new IOException("second"));
    part("service");
    part("port", new IllegalStateException("first"));

    assertThatThrownBy(parts::close)
        .isInstanceOf(IOException.class)
        .hasMessage("first")
        .satisfies(failed -> assertThat(failed.getSuppressed()).hasSize(1))
        .satisfies(failed -> assertThat(failed.getSuppressed()[0]).hasMessage("second"));
    assertThat(closed).containsExactly("port", "service", "state", "log");
  }

  @Test
  void aSecondCloseHasNothingToDo() throws IOException {
    part("log");
    parts.close();
    parts.close();
    assertThat(closed).containsExactly("log");
  }

  @Test
  void anInterruptStopsNoClosingAndIsKept() {
    part("log");
    part("workers", new InterruptedException("halt"));

    assertThatThrownBy(parts::close).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).containsExactly("workers", "log");
  }
}
