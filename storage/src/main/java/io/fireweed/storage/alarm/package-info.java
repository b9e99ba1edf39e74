/// Alarms: which member has raised which.
///
/// [AlarmStore] mirrors the `alarm` bucket. What an alarm forbids is decided where requests are
/// applied.
@NullMarked
package io.fireweed.storage.alarm;

import org.jspecify.annotations.NullMarked;
