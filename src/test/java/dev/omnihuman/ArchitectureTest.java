package dev.omnihuman;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What the parts may know of each other, each rule with its reason. */
class ArchitectureTest {

  private static final JavaClasses ALL = new ClassFileImporter().importPackages("dev.omnihuman");
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.omnihuman");

  private static final String[] SQL = {"java.sql..", "javax.sql..", "org.jdbi..", "org.sqlite.."};

  @Test
  void the_words_of_the_domain_depend_on_nothing_of_ours_on_no_camel_and_on_no_sql() {
    noClasses()
        .that()
        .resideInAPackage("dev.omnihuman.job..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.omnihuman..", "org.apache..", "java.sql..", "org.jdbi..")
                .and(not(resideInAPackage("dev.omnihuman.job.."))))
        .because("every other part speaks in these words, and they must outlive each of them")
        .check(MAIN);
  }

  @Test
  void only_the_ledger_speaks_sql() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.omnihuman.ledger..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SQL)
        .because("the ledger is the only writer of state")
        .check(MAIN);
  }

  @Test
  void no_bean_sees_an_exchange() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Kafka")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.apache.camel.Exchange")
        .because(
            "beans take and return the words of the domain; routes move them about. Only what Kafka"
                + " hands over at once comes from Camel as a list of exchanges")
        .check(MAIN);
  }

  @Test
  void our_packages_form_no_circle() {
    slices()
        .matching("dev.omnihuman.(*)..")
        .should()
        .beFreeOfCycles()
        .because("a part that is in a circle cannot be understood or replaced alone")
        .check(MAIN);
  }

  @Test
  void the_simulator_and_the_product_do_not_know_each_other() {
    noClasses()
        .that()
        .resideInAPackage("dev.omnihuman.simulator..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.omnihuman..").and(not(resideInAPackage("..simulator.."))))
        .because("a gateway that shares our code would share our mistakes")
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.omnihuman.simulator..", "dev.omnihuman.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.omnihuman.simulator..")
        .because("the product must not behave otherwise in a rehearsal")
        .check(MAIN);
  }

  @Test
  void only_the_program_itself_asks_the_system_for_the_time() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.omnihuman.app..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(Clock.class, "system", ZoneId.class)
        .because("time comes from the clock that was given, so that tests can set it")
        .check(MAIN);
  }

  @Test
  void nobody_sleeps_to_wait_for_something() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .because("a test that sleeps is slow on good days and wrong on bad ones")
        .check(ALL);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.omnihuman.app.Drain")
        .should()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .because("the same; a batch alone looks at the ledger now and then")
        .check(ALL);
  }

  @Test
  void only_the_program_itself_prints() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.omnihuman.app..", "dev.omnihuman.failpoint..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .because("scripts read a command's output, rigs a failpoint's; all else is logging")
        .check(MAIN);
  }

  @Test
  void a_name_says_what_a_class_is() {
    noClasses()
        .should()
        .haveNameMatching(
            ".*[.$](\\w*[a-z0-9])?(Manager|Helper|Utils?|Info|Data|Handler)(?![a-z]).*")
        .because("such a word fits everything and so says nothing")
        .check(ALL);
  }

  @Test
  void a_constructor_takes_five_arguments_at_most() {
    classes()
        .that()
        .areNotRecords()
        .and()
        .areNotEnums()
        .and()
        .areNotAnonymousClasses()
        .should(haveShortConstructors())
        .because("a class that needs more does more than one thing")
        .check(MAIN);
  }

  private static ArchCondition<JavaClass> haveShortConstructors() {
    return new ArchCondition<>("have constructors of five arguments at most") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (JavaConstructor constructor : item.getConstructors()) {
          if (constructor.getRawParameterTypes().size() > 5) {
            events.add(SimpleConditionEvent.violated(constructor, constructor.getDescription()));
          }
        }
      }
    };
  }

  @Test
  void every_package_says_what_it_is_for_and_that_nothing_in_it_is_null_unless_marked() {
    JavaPackage ours = MAIN.getPackage("dev.omnihuman");
    assertThat(ours.getSubpackagesInTree().stream().filter(p -> !p.getClasses().isEmpty()))
        .isNotEmpty()
        .allSatisfy(
            room ->
                assertThat(room.isAnnotatedWith(NullMarked.class))
                    .as("%s: package-info.java with @NullMarked", room.getName())
                    .isTrue());
  }
}
