/// Who calls, and what they may read or order: tokens, certificates, permissions.
///
/// What may be written is decided when an entry is applied; here is what has to be decided before,
/// or without an entry. [Rights] is what services ask.
@NullMarked
package io.fireweed.server.auth;

import org.jspecify.annotations.NullMarked;
