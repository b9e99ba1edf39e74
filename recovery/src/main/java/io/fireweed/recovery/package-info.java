/// Restore, salvage, verify, history, doctor, drill.
@NullMarked
package io.fireweed.recovery;

import org.jspecify.annotations.NullMarked;
