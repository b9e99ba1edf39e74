/// What went wrong, by what the caller can do about it.
///
/// [Fault] is the root; its six kinds are the whole catalogue:
///
/// | kind | the caller should | exit code of the command line |
/// |---|---|---|
/// | [CorruptException] | use another copy, or salvage this one | 3 |
/// | [UnsupportedException] | use another release or convert | 3 |
/// | [RefusedException] | change what was asked; going on could lose data | 4 |
/// | [ConflictException] | look again: the world changed meanwhile | 1 |
/// | [NotFoundException] | name something that exists | 5 |
/// | [UnavailableException] | retry later | 6 |
///
/// A message says what failed, where (file, offset, page, index), what was expected and what was
/// found, in lower case and without a full stop. Advice lives apart, in [Fault#hint()]. Trouble
/// with the operating system stays a `java.io.IOException`.
@NullMarked
package io.fireweed.format.fault;

import org.jspecify.annotations.NullMarked;
