/// Users, roles and what they may touch.
///
/// Read [AuthStore] (the `auth*` buckets and the rules for changing them), [AuthOutcome] (what came
/// of a change) and [KeyRights] (the keys one user may read and write). Password hashing comes in
/// as a [PasswordHasher], because it needs salt and this module has no randomness of its own.
///
/// Memory: users and roles are held on the heap, about 500 bytes each plus their permissions.
@NullMarked
package io.fireweed.storage.auth;

import org.jspecify.annotations.NullMarked;
