package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmType;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a member says of its health over HTTP, without and with alarms.
@EverySubject
class HealthIT extends OwnServer {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();

  HealthIT(Subject subject) {
    super(subject);
  }

  @AfterEach
  void endHttp() {
    http.close();
  }

  private HttpResponse<String> send(String method, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(LIMIT)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path, e);
    }
  }

  /// {@return status and body, the lines of which come in any order}
  private String get(String path) {
    HttpResponse<String> answer = send("GET", path);
    return answer.statusCode() + " " + String.join(" ", answer.body().lines().sorted().toList());
  }

  private void alarm(AlarmRequest.AlarmAction action, AlarmType type) {
    client.call(
        MaintenanceGrpc.getAlarmMethod(),
        AlarmRequest.newBuilder().setAction(action).setMemberID(7).setAlarm(type).build());
  }

  private static String ill(String reason) {
    return "503 {\"health\":\"false\",\"reason\":\"" + reason + "\"}";
  }

  @Test
  void aMemberIsWellUntilAnAlarmIsRaised() {
    String well =
        isBefore(Release.V3_5)
            ? "200 {\"health\":\"true\"}"
            : "200 {\"health\":\"true\",\"reason\":\"\"}";
    for (String query : new String[] {"", "?serializable=true", "?serializable=false", "?x=y"}) {
      assertThat(get("/health" + query)).isEqualTo(well);
    }
    HttpResponse<String> posted = send("POST", "/health");
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("Allow")).hasValue("GET");
    if (isBefore(Release.V3_5)) {
      return; // the probes came later, and the reason of an alarm
    }
    assertThat(get("/livez")).isEqualTo("200 ok");
    assertThat(get("/readyz")).isEqualTo("200 ok");
    assertThat(get("/livez?verbose")).isEqualTo("200 [+]serializable_read ok ok");
    assertThat(get("/livez/serializable_read")).isEqualTo("200 ok");
    assertThat(get("/readyz/linearizable_read")).isEqualTo("200 ok");
    assertThat(get("/readyz?verbose"))
        .contains("[+]data_corruption ok", "[+]linearizable_read ok", "[+]serializable_read ok");
    assertThat(get("/readyz/none")).startsWith("404 ");
    assertThat(send("POST", "/livez").statusCode()).isEqualTo(405);
    assertThat(send("GET", "/livez").headers().firstValue("Content-Type"))
        .hasValue("text/plain; charset=utf-8");
    assertThat(send("GET", "/livez").headers().firstValue("X-Content-Type-Options"))
        .hasValue("nosniff");
    aFullStoreIsNotHealthyButLivesAndIsReady();
    corruptDataIsNotReadyToBeServed();
  }

  private void aFullStoreIsNotHealthyButLivesAndIsReady() {
    alarm(AlarmRequest.AlarmAction.ACTIVATE, AlarmType.NOSPACE);
    assertThat(get("/health")).isEqualTo(ill("ALARM NOSPACE"));
    assertThat(get("/health?serializable=true")).isEqualTo(ill("ALARM NOSPACE"));
    assertThat(get("/health?exclude=CORRUPT")).isEqualTo(ill("ALARM NOSPACE"));
    assertThat(get("/health?exclude=NOSPACE")).startsWith("200 ");
    assertThat(get("/health?exclude=NOSPACE&exclude=CORRUPT")).startsWith("200 ");
    assertThat(get("/livez")).isEqualTo("200 ok");
    assertThat(get("/readyz")).isEqualTo("200 ok");
    alarm(AlarmRequest.AlarmAction.DEACTIVATE, AlarmType.NOSPACE);
    assertThat(get("/health")).startsWith("200 ");
  }

  private void corruptDataIsNotReadyToBeServed() {
    alarm(AlarmRequest.AlarmAction.ACTIVATE, AlarmType.CORRUPT);
    assertThat(get("/health")).isEqualTo(ill("ALARM CORRUPT"));
    assertThat(get("/health?exclude=CORRUPT")).startsWith("200 ");
    assertThat(get("/livez")).isEqualTo("200 ok");
    assertThat(get("/readyz"))
        .startsWith("503 ")
        .contains("[-]data_corruption failed: alarm activated: CORRUPT", "[+]linearizable_read ok");
    assertThat(get("/readyz/data_corruption")).startsWith("503 ");
    assertThat(get("/readyz?exclude=data_corruption")).isEqualTo("200 ok");
    assertThat(get("/readyz?exclude=none")).startsWith("503 ");
  }
}
