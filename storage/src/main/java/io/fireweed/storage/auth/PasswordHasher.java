package io.fireweed.storage.auth;

import io.fireweed.format.wire.Bytes;

/// Turns a password from the log into what the `authUsers` bucket holds.
///
/// Only logs of 3.4 carry passwords as they were typed; there every member salts for itself, so two
/// members differ in these rows and nowhere else. Newer logs carry the hash.
@FunctionalInterface
public interface PasswordHasher {
  /// {@return bcrypt text, such as `$2a$10$` and 53 more characters}
  Bytes hash(Bytes password);
}
