/// Who calls, and what they may read or order: tokens, certificates, permissions.
///
/// What may be written is decided when an entry is applied; here is what has to be decided before,
/// or without an entry. [Rights] is what services ask; [LiveRights] answers from the state, from
/// the call's [Credentials], which [CallOrigin] keeps, and from [Tokens]: [SimpleTokens],
/// [JwtTokens] or [NoTokens], made by [TokenOptions]. [Passwords] is where hashing takes its time.
///
/// Invariants: a password leaves no trace but its hash; a name that is not known costs as much time
/// as a wrong password, and is answered alike.
@NullMarked
package io.fireweed.server.auth;

import org.jspecify.annotations.NullMarked;
