/// The project's texts: sources, scripts and documents, read as text.
///
/// [ProjectFiles] lists them; [TextsTest] and [JavaSourcesTest] hold the rules. Limits are
/// ratchets: an exception is listed with its present size and may only shrink.
@NullMarked
package io.fireweed.it.tidy;

import org.jspecify.annotations.NullMarked;
