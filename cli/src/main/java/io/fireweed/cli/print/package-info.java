/// How results look: tables, JSON, `"Name" : value` fields, comma-separated lines, sizes.
///
/// [OutputFormat] names the formats of `--write-out`; [Table], [Json] and [Fields] print one
/// result each; [Humanize] writes sizes as etcd's tools do, [Printable] shows bytes that may hold
/// anything.
///
/// Callers: the commands in `cli`. Invariants: nothing here knows where a value comes from; every
/// method writes to a stream it is given.
@NullMarked
package io.fireweed.cli.print;

import org.jspecify.annotations.NullMarked;
