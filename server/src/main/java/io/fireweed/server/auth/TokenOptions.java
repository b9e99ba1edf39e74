package io.fireweed.server.auth;

import com.auth0.jwt.algorithms.Algorithm;
import io.fireweed.server.config.BadSettingException;
import io.fireweed.server.config.GoText;
import io.fireweed.server.config.TokenAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the tokens that `--auth-token` asks for.
///
/// | setting | tokens |
/// |---|---|
/// | empty | none |
/// | `simple` | random ones |
/// | `jwt,sign-method=M,priv-key=F,pub-key=F,ttl=D` | signed ones; 5 minutes if not said |
///
/// Source: etcd auth/jwt.go and options.go, 3.7.1.
public final class TokenOptions {
  private static final Logger log = LoggerFactory.getLogger(TokenOptions.class);

  private TokenOptions() {}

  /// @throws BadSettingException with etcd's one text for whatever is wrong; the log says more
  public static Tokens tokens(TokenAuth settings) {
    String[] parts = settings.token().split(",", -1);
    return switch (parts[0]) {
      case "" -> new NoTokens();
      case "simple" -> {
        log.atWarn().log("simple token is not cryptographically signed");
        yield new SimpleTokens(new SecureRandom(), System::nanoTime, settings.tokenTtl());
      }
      case "jwt" -> jwt(options(parts));
      default -> throw invalid("unknown token type", parts[0]);
    };
  }

  private static Map<String, String> options(String[] parts) {
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].split("=", 2);
      if (pair.length != 2 || options.put(pair[0], pair[1]) != null) {
        throw invalid("invalid token option", parts[i]);
      }
    }
    return options;
  }

  private static JwtTokens jwt(Map<String, String> options) {
    try {
      String ttl = options.get("ttl");
      Duration timeToLive = ttl == null ? Duration.ofMinutes(5) : GoText.duration(ttl);
      Algorithm algorithm =
          JwtKeys.algorithm(
              options.getOrDefault("sign-method", "").toUpperCase(Locale.ROOT),
              file(options, "pub-key"),
              file(options, "priv-key"));
      return new JwtTokens(algorithm, timeToLive, Clock.systemUTC());
    } catch (IOException unreadable) {
      throw invalid("problem loading JWT options", String.valueOf(unreadable.getMessage()));
    } catch (BadSettingException | IllegalArgumentException bad) {
      throw invalid("problem loading JWT options", String.valueOf(bad.getMessage()));
    }
  }

  private static byte[] file(Map<String, String> options, String name) throws IOException {
    String path = options.get(name);
    return path == null ? new byte[0] : Files.readAllBytes(Path.of(path));
  }

  private static BadSettingException invalid(String what, String which) {
    log.atError().addKeyValue("error", which).log(what);
    return new BadSettingException("auth: invalid auth options");
  }
}
