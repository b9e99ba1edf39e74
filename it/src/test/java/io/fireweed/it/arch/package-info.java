/// The structure of the code, read from the compiled classes and held against the rules.
///
/// [ModulesTest] knows which module may use which, and who may touch a vendor's types;
/// [CodeRulesTest] what no code may do. A rule that matches no class fails: it is misspelled.
@NullMarked
package io.fireweed.it.arch;

import org.jspecify.annotations.NullMarked;
