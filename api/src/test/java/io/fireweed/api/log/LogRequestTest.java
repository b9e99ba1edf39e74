package io.fireweed.api.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.Request;
import io.fireweed.fixtures.SeededRandom;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRequestTest {
  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "DELETE", "QGET", "SYNC"})
  void aBareV2RequestIsKnownByItsMethod(String method) {
    Request request = Request.newBuilder().setID(7).setMethod(method).setPath("/0/x").build();
    assertThat(LogRequest.decode(request.toByteArray())).isEqualTo(new LogRequest.V2(request));
  }

  @Test
  void aWrappedV2RequestIsUnwrapped() {
    Request request = Request.newBuilder().setID(7).setMethod("PUT").build();
    InternalRaftRequest wrapped = InternalRaftRequest.newBuilder().setV2(request).build();
    assertThat(LogRequest.decode(wrapped.toByteArray())).isEqualTo(new LogRequest.V2(request));
  }

  @Test
  void aCurrentRequestIsItself() {
    InternalRaftRequest request =
        InternalRaftRequest.newBuilder()
            .setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")))
            .build();
    assertThat(LogRequest.decode(request.toByteArray())).isEqualTo(new LogRequest.Current(request));
  }

  @Test
  void noBytesAreALeadersFirstEntry() {
    assertThat(LogRequest.decode(new byte[0])).isEqualTo(new LogRequest.NoOp());
  }

  @Test
  void whatIsNoRequestIsAVariantAndNotAnException() {
    byte[] text = "not a request".getBytes(StandardCharsets.UTF_8);
    assertThat(LogRequest.decode(text)).isInstanceOf(LogRequest.Unreadable.class);
    SeededRandom.check(
        2000,
        random -> {
          byte[] noise = new byte[1 + random.nextInt(64)];
          random.nextBytes(noise);
          assertThat(LogRequest.decode(noise)).isNotNull();
        });
  }
}
