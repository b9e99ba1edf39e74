/// Bytes on disk: bbolt, WAL, .snap, schema; no policy, no threads, no clock.
@NullMarked
package io.fireweed.format;

import org.jspecify.annotations.NullMarked;
