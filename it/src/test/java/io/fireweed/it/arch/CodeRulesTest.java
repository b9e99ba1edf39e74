package io.fireweed.it.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.fireweed.it.arch.ProjectClasses.GENERATED;
import static io.fireweed.it.arch.ProjectClasses.ROOT;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What no code may do, whatever its module; and what `format`, `raft` and `storage` may not do.
class CodeRulesTest {
  private static final String[] DETERMINISTIC = {
    ROOT + "format..", ROOT + "raft..", ROOT + "storage.."
  };

  @Test
  void onlyTheCommandLineTalksToTheTerminal() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + "format..",
            ROOT + "raft..",
            ROOT + "storage..",
            ROOT + "client..",
            ROOT + "recovery..",
            ROOT + "testkit..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethodWhere(
            target(owner(assignableTo(Runtime.class))).and(target(nameMatching("exit|halt"))))
        .check(ProjectClasses.all());
  }

  /// A random generator may be given to them; they may not make one.
  @Test
  void theDeterministicModulesKnowNoClockAndNoChance() {
    noClasses()
        .that()
        .resideInAnyPackage(DETERMINISTIC)
        .should()
        .callMethodWhere(calls("java.lang.System", "currentTimeMillis|nanoTime|identityHashCode"))
        .orShould()
        .callMethodWhere(calls("java.lang.Math", "random"))
        .orShould()
        .callMethodWhere(calls("java.time..*", "now|systemUTC|systemDefaultZone"))
        .orShould()
        .callMethodWhere(calls("java.util.UUID", "randomUUID"))
        .orShould()
        .callConstructorWhere(target(owner(assignableTo(RandomGenerator.class))))
        .orShould()
        .callMethodWhere(calls("java.util.random.RandomGenerator", "of|getDefault"))
        .orShould()
        .callMethodWhere(calls("java.util.concurrent.ThreadLocalRandom", "current"))
        .check(ProjectClasses.all());
  }

  @Test
  void theDeterministicModulesStartNoThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(DETERMINISTIC)
        .should()
        .callConstructorWhere(target(owner(assignableTo(Thread.class))))
        .orShould()
        .callMethodWhere(calls("java.lang.Thread.*", "start.*|sleep|of.*"))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Executor.class)
        .check(ProjectClasses.all());
  }

  @Test
  void theDeterministicModulesKnowNoEnvironmentAndNoNetwork() {
    noClasses()
        .that()
        .resideInAnyPackage(DETERMINISTIC)
        .should()
        .callMethodWhere(calls("java.lang.System", "getenv|getProperty|getProperties"))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "javax.net..")
        .check(ProjectClasses.all());
  }

  @Test
  void theDeterministicModulesReachFilesOnlyThroughDisk() {
    noClasses()
        .that()
        .resideInAnyPackage(DETERMINISTIC)
        .and()
        .resideOutsideOfPackage(ROOT + "format.disk..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.nio\\.file\\.Files|java\\.io\\.(File|RandomAccessFile|File(Input|Output)Stream"
                + "|FileReader|FileWriter)|java\\.nio\\.channels\\.(Async.*)?FileChannel")
        .check(ProjectClasses.all());
  }

  @Test
  void formatAndRaftWriteNoLog() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "format..", ROOT + "raft..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.lang\\.System\\$Logger.*|java\\.util\\.logging\\..*|org\\.slf4j.*")
        .check(ProjectClasses.all());
  }

  @Test
  void typesAndPackagesSayWhatTheyAre() {
    String empty = "Util|Utils|Helper|Helpers|Misc|Common|Impl|Manager";
    noClasses()
        .that()
        .resideInAPackage("io.fireweed..")
        .and()
        .resideOutsideOfPackages(GENERATED)
        .should()
        .haveNameMatching(".*(" + empty + ")")
        .orShould()
        .haveNameMatching(".*(" + empty + ")\\$.*")
        .orShould()
        .haveNameMatching("(?i).*\\.(" + empty + ")\\..*")
        .check(ProjectClasses.all());
  }

  @Test
  void noPublicFieldCanChange() {
    fields()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages(GENERATED)
        .should(beConstant())
        .check(ProjectClasses.all());
  }

  @Test
  void publicTypesAreClosedOrFinal() {
    classes()
        .that()
        .resideInAnyPackage(ROOT + "format..", ROOT + "raft..")
        .and()
        .arePublic()
        .and()
        .areNotInterfaces()
        .and()
        .areNotAssignableTo(Throwable.class)
        .and(not(sealedOrAbstract()))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(ProjectClasses.all());
  }

  private static DescribedPredicate<JavaCall<?>> calls(String ownerName, String method) {
    return target(owner(nameMatching(ownerName))).and(target(nameMatching(method)));
  }

  private static DescribedPredicate<JavaClass> sealedOrAbstract() {
    return DescribedPredicate.describe(
        "abstract", type -> type.getModifiers().contains(JavaModifier.ABSTRACT));
  }

  private static ArchCondition<JavaField> beConstant() {
    return new ArchCondition<>("be final and no array") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        boolean constant =
            field.getModifiers().contains(JavaModifier.FINAL) && !field.getRawType().isArray();
        events.add(new SimpleConditionEvent(field, constant, field.getFullName() + " can change"));
      }
    };
  }
}
