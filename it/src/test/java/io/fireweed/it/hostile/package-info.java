/// What the programs answer to damaged, made-up and impossible input.
///
/// [Tool] calls a program inside this process, so that hundreds of thousands of calls are cheap.
/// [SmallSnapshot] and [DeadMember] are what gets damaged, [PageDamages] and [RowDamages] name the
/// damages, [Patient] shows one file to every verb.
///
/// Rule for all: an exit code other than 0, a message that names the file, no stack trace, bounded
/// time and memory, nothing left behind, inputs unchanged. Only content that is well-formed in
/// every way its bytes can show may be called good.
///
/// With `-Dslow=true` (`./dev check --slow`) samples become every case there is.
@NullMarked
package io.fireweed.it.hostile;

import org.jspecify.annotations.NullMarked;
