/// The content of a normal raft log entry, told apart: [LogRequest].
///
/// For readers outside `storage`, whose Applier decodes entries by itself and strictly. Content
/// that is neither form is a variant, not an exception.
@NullMarked
package io.fireweed.api.log;

import org.jspecify.annotations.NullMarked;
