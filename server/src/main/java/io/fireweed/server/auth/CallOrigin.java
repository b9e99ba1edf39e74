package io.fireweed.server.auth;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Where a call comes from, kept as long as it is handled; looked into only if somebody asks.
///
/// | metadata | |
/// |---|---|
/// | `token` | goes before |
/// | `authorization` | a leading `Bearer ` is left out |
/// | `grpcgateway-accept` | the call came as JSON: the certificate is that of the gateway |
public final class CallOrigin {
  private static final Context.Key<CallOrigin> CURRENT = Context.key("call-origin");
  private static final Metadata.Key<String> TOKEN = ascii("token");
  private static final Metadata.Key<String> AUTHORIZATION = ascii("authorization");
  private static final Metadata.Key<String> GATEWAY = ascii("grpcgateway-accept");
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final String BEARER = "Bearer ";
  private static final Credentials NONE = new Credentials.None();

  private final Metadata headers;
  private final Attributes attributes;

  private CallOrigin(Metadata headers, Attributes attributes) {
    this.headers = headers;
    this.attributes = attributes;
  }

  /// {@return keeps the origin of every call that passes, for [#credentials()]}
  public static ServerInterceptor interceptor() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        CallOrigin origin = new CallOrigin(headers, call.getAttributes());
        return Contexts.interceptCall(
            Context.current().withValue(CURRENT, origin), call, headers, next);
      }
    };
  }

  /// {@return by what the call that this thread handles says who makes it}
  static Credentials credentials() {
    CallOrigin origin = CURRENT.get();
    return origin == null ? NONE : origin.own();
  }

  /// {@return the address that the call which this thread handles comes from, as far as one client
  /// may have it to itself: of IPv6 the network; empty if there is none}
  public static String address() {
    CallOrigin origin = CURRENT.get();
    SocketAddress remote =
        origin == null ? null : origin.attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    if (!(remote instanceof InetSocketAddress internet) || internet.isUnresolved()) {
      return "";
    }
    byte[] bytes = internet.getAddress().getAddress();
    int length = bytes.length > Integer.BYTES ? IPV6_NETWORK_BYTES : bytes.length;
    return HexFormat.of().formatHex(bytes, 0, length);
  }

  private Credentials own() {
    String token = headers.get(TOKEN);
    if (token == null) {
      token = headers.get(AUTHORIZATION);
    }
    if (token != null) {
      String text = token.startsWith(BEARER) ? token.substring(BEARER.length()) : token;
      return new Credentials.Token(text);
    }
    SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    return session == null || headers.containsKey(GATEWAY) ? NONE : of(session);
  }

  private static Credentials of(SSLSession session) {
    try {
      Certificate first = session.getPeerCertificates()[0];
      if (first instanceof X509Certificate certificate) {
        return new Credentials.Certificate(commonName(certificate));
      }
    } catch (SSLPeerUnverifiedException noCertificate) {
      return NONE;
    }
    return NONE;
  }

  /// {@return the last common name of the subject, empty if there is none}
  private static String commonName(X509Certificate certificate) {
    String name = "";
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          name = String.valueOf(part.getValue());
        }
      }
    } catch (InvalidNameException notPrintable) {
      return "";
    }
    return name;
  }

  private static Metadata.Key<String> ascii(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
