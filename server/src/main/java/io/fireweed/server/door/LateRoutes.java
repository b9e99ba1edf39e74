package io.fireweed.server.door;

import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpBody;
import io.fireweed.server.http.HttpHead;
import io.fireweed.server.http.HttpReply;
import io.fireweed.server.http.HttpRoutes;

/// The pages of a port that is bound before it is known what answers there.
final class LateRoutes implements HttpRoutes {
  private volatile HttpRoutes routes = LateRoutes::none;

  void become(HttpRoutes offered) {
    routes = offered;
  }

  @Override
  public HttpBody begin(HttpHead head, HttpReply reply) {
    return routes.begin(head, reply);
  }

  private static HttpBody none(HttpHead head, HttpReply reply) {
    reply.send(HttpAnswer.error(503, "not ready"));
    return HttpBody.ignored();
  }
}
