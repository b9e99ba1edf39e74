package io.fireweed.storage.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.fireweed.format.wire.Bytes;
import java.util.random.RandomGenerator;

/// Hashes as etcd does: bcrypt `$2a$`, 16 bytes of salt, of a password its first 72 bytes.
public final class BcryptHasher implements PasswordHasher {
  /// What etcd takes unless `--bcrypt-cost` says otherwise.
  public static final int DEFAULT_COST = 10;

  private static final int SALT_BYTES = 16;
  private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;

  private final RandomGenerator salts;
  private final int cost;

  /// @param salts unpredictable where the hash protects anything
  /// @param cost 4 to 31, each step doubles the work
  public BcryptHasher(RandomGenerator salts, int cost) {
    this.salts = salts;
    this.cost = cost;
  }

  @Override
  public Bytes hash(Bytes password) {
    byte[] salt = new byte[SALT_BYTES];
    salts.nextBytes(salt);
    return Bytes.of(
        BCrypt.with(VERSION, LongPasswordStrategies.truncate(VERSION))
            .hash(cost, salt, password.toArray()));
  }
}
