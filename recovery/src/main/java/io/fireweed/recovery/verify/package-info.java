/// What a file is worth, proven from its bytes alone.
///
/// [Verification] looks at a snapshot or db file in every way there is and gives a [VerifyReport]:
/// digest, structure of the pages, meaning of the rows, and the hashes by which it can be compared
/// with a live member. Nothing damaged is ever called good.
@NullMarked
package io.fireweed.recovery.verify;

import org.jspecify.annotations.NullMarked;
