package io.fireweed.recovery.salvage;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.auth.PasswordHasher;
import java.security.SecureRandom;

/// Hashes the passwords that 3.4 wrote into its log as they were typed, as its members did.
public final class BcryptHasher implements PasswordHasher {
  /// etcd's default; `2^10` rounds.
  private static final int COST = 10;

  private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;

  private final SecureRandom random;

  public BcryptHasher(SecureRandom random) {
    this.random = random;
  }

  @Override
  public Bytes hash(Bytes password) {
    return Bytes.of(
        BCrypt.with(VERSION, random, LongPasswordStrategies.truncate(VERSION))
            .hash(COST, password.toArray()));
  }
}
