package io.fireweed.it.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/// The project's compiled classes, read once.
final class ProjectClasses {
  static final String ROOT = "io.fireweed.";

  /// Written by generators, which keep no rules of ours.
  static final String[] GENERATED = {ROOT + "api..", "..jmh_generated.."};

  private static final JavaClasses ALL = new ClassFileImporter().importPackages("io.fireweed");

  private ProjectClasses() {}

  static JavaClasses all() {
    return ALL;
  }
}
