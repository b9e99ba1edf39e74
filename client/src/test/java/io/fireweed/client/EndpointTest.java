package io.fireweed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:2379, http://127.0.0.1:2379",
    "http://localhost:80, http://localhost:80",
    "https://etcd.example:2379, https://etcd.example:2379",
    "etcd.example, http://etcd.example:2379",
    "http://[::1]:2379, http://[::1]:2379",
    "unix:///run/etcd.sock, unix:///run/etcd.sock",
  })
  void isReadAsEtcdctlReadsIt(String text, String printed) {
    assertThat(Endpoint.parse(text)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unix://", "http://", "http://a:0", "http://a:70000", "a b"})
  void whatIsNoEndpointIsRefused(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint");
  }

  @Test
  void optionsNeedAnEndpoint() {
    assertThatThrownBy(ClientOptions::of).hasMessage("no endpoint given");
  }

  @Test
  void aLoginDoesNotPrintItsPassword() {
    assertThat(new UserLogin("root", "secret").toString()).doesNotContain("secret");
  }
}
