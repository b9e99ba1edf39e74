package io.fireweed.storage.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.fireweed.format.wire.Bytes;

/// Compares a password with what the `authUsers` bucket holds.
public final class BcryptCheck {
  private BcryptCheck() {}

  /// {@return whether it is the password that was hashed; not if the hash is no bcrypt text} Takes
  /// as long as the cost within the hash says, tens of milliseconds and more.
  public static boolean matches(Bytes password, Bytes hash) {
    return BCrypt.verifyer(
            BCrypt.Version.VERSION_2A, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
        .verify(password.toArray(), hash.toArray())
        .verified;
  }
}
