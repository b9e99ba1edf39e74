package io.fireweed.it.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.fireweed.it.arch.ProjectClasses.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may use whom: the arrows between modules, and the fences around vendors' types.
class ModulesTest {
  private static final DescribedPredicate<JavaClass> OURS =
      JavaClass.Predicates.resideInAPackage("io.fireweed..");

  /// A module and the modules, or packages of modules, that it may use besides itself.
  record Arrows(String module, List<String> targets) {
    Arrows {
      targets = List.copyOf(targets);
    }

    String[] allowedPackages() {
      return Stream.concat(Stream.of(module), targets.stream())
          .map(name -> ROOT + name + "..")
          .toArray(String[]::new);
    }
  }

  static List<Arrows> arrows() {
    return List.of(
        new Arrows("format", List.of()),
        new Arrows("raft", List.of("format.raftlog", "format.wire", "format.fault")),
        new Arrows("api", List.of()),
        new Arrows("storage", List.of("format", "api")),
        new Arrows("server", List.of("storage", "raft", "api", "format")),
        new Arrows("fixtures", List.of()),
        new Arrows("client", List.of("format", "api")),
        new Arrows("recovery", List.of("storage", "format", "client", "api")),
        new Arrows("cli", List.of("recovery", "server", "storage", "format", "client", "api")),
        new Arrows("testkit", List.of("server", "recovery", "raft", "format", "api", "fixtures")));
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void moduleUsesOnlyWhatItsArrowsAllow(Arrows arrows) {
    classes()
        .that()
        .resideInAPackage(ROOT + arrows.module() + "..")
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(arrows.allowedPackages())
                .or(DescribedPredicate.not(OURS)))
        .check(ProjectClasses.all());
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.fireweed.(**)").should().beFreeOfCycles().check(ProjectClasses.all());
  }

  /// A vendor's packages and those of ours that may see them.
  record Fence(String vendor, Set<String> inside) {
    Fence {
      inside = Set.copyOf(inside);
    }

    String[] insidePackages() {
      return inside.stream().map(name -> ROOT + name).toArray(String[]::new);
    }
  }

  static List<Fence> fences() {
    return List.of(
        new Fence("com.fasterxml.jackson..", Set.of("format.schema..", "server..")),
        new Fence(
            "com.google.protobuf..",
            Set.of(
                "api..",
                "client..",
                "storage.apply..",
                "recovery.salvage..",
                "recovery.inspect..",
                "cli.etcdctl..",
                "server..",
                "testkit..",
                "it.served..",
                "it.script..",
                "it.conformance..",
                "it.durability..")),
        new Fence("at.favre.lib..", Set.of("storage.auth..")),
        new Fence(
            "io.grpc..",
            Set.of(
                "api..",
                "client..",
                "server..",
                "it.served..",
                "it.script..",
                "it.conformance..",
                "it.durability..")),
        new Fence("io.netty..", Set.of("client..", "server..", "it.conformance..")),
        new Fence("com.auth0..", Set.of("server.auth..")),
        new Fence(
            "org.bouncycastle..",
            Set.of("server.auth..", "server.door..", "server.tls..", "it.conformance..")),
        new Fence("org.snakeyaml..", Set.of("recovery.restore..", "server.config..")),
        new Fence("org.slf4j..", Set.of("server..", "cli.etcd..")),
        new Fence("ch.qos.logback..", Set.of("cli.etcd.log.."))); // nobody else binds a log
  }

  @ParameterizedTest
  @MethodSource("fences")
  void vendorStaysBehindItsFence(Fence fence) {
    noClasses()
        .that()
        .resideInAPackage("io.fireweed..")
        .and()
        .resideOutsideOfPackages(fence.insidePackages())
        .should()
        .dependOnClassesThat()
        .resideInAPackage(fence.vendor())
        .check(ProjectClasses.all());
    assertThat(ProjectClasses.all())
        .as("%s is used inside %s", fence.vendor(), Arrays.toString(fence.insidePackages()))
        .anyMatch(
            type ->
                type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(
                        use ->
                            JavaClass.Predicates.resideInAPackage(fence.vendor())
                                .test(use.getTargetClass())));
  }

  @Test
  void storageReadsStrictlyAndNeverThroughTheLenientViews() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "storage..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + "format.schema.check..",
            ROOT + "format.wal..",
            ROOT + "format.snap..",
            ROOT + "recovery..")
        .check(ProjectClasses.all());
  }
}
