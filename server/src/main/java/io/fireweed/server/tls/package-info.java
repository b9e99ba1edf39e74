/// Certificates that a member makes for itself: `--auto-tls` and `--peer-auto-tls`.
///
/// [AutoTls] decides whether one is needed and puts it into the settings; [SelfSigned] makes it and
/// keeps it in the data directory, so that clients that trust it need not learn a new one at every
/// start. Whoever starts a member calls the first. Reading keys and certificates is the business of
/// `server.door`.
@NullMarked
package io.fireweed.server.tls;

import org.jspecify.annotations.NullMarked;
