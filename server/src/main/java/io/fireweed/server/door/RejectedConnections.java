package io.fireweed.server.door;

import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log of TLS handshakes that failed.
///
/// @param endpoint `client` or `peer`
record RejectedConnections(String endpoint) {
  private static final Logger log = LoggerFactory.getLogger(RejectedConnections.class);

  void log(Channel channel, @Nullable SslHandler tls, Throwable cause) {
    log.atWarn()
        .addKeyValue("remote-addr", addressOf(channel))
        .addKeyValue("server-name", tls == null ? "" : serverName(tls))
        .addKeyValue("error", words(cause))
        .log("rejected connection on " + endpoint + " endpoint");
  }

  private static String addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : String.valueOf(channel.remoteAddress());
  }

  private static String serverName(SslHandler tls) {
    SSLSession session = tls.engine().getHandshakeSession();
    if (session instanceof ExtendedSSLSession extended) {
      try {
        return extended.getRequestedServerNames().stream()
            .filter(SNIHostName.class::isInstance)
            .map(name -> ((SNIHostName) name).getAsciiName())
            .findFirst()
            .orElse("");
      } catch (UnsupportedOperationException e) {
        return "";
      }
    }
    return "";
  }

  private static String words(Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      return "EOF";
    }
    if (cause instanceof NotSslRecordException) {
      return "tls: first record does not look like a TLS handshake";
    }
    Throwable deepest = cause;
    for (int depth = 0; depth < 8 && deepest.getCause() != null; depth++) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }
}
