/// What a db is worth beyond its tree: whether the rows make sense, each and together.
///
/// Reading order: [SchemaFinding], [SchemaReport], [SchemaCheck], then [KeyHistoryCheck] for the
/// history of user keys and [CrossCheck] for what must agree between buckets. [SchemaFit] says what
/// a release would stumble over, and the edits that make the db fit it.
///
/// The lenient counterpart of the strict rows in `format.schema`: damage becomes a finding, never
/// an exception. Callers: verify, status, restore, salvage.
@NullMarked
package io.fireweed.format.schema.check;

import org.jspecify.annotations.NullMarked;
