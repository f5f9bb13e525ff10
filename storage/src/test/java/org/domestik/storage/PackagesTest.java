// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Packages use each other as {@code packages.puml} draws it, and one way. */
class PackagesTest {
  private final JavaClasses product =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.domestik.storage");

  @Test
  void everyArrowIsDrawn() {
    classes()
        .should(
            adhereToPlantUmlDiagram(
                PackagesTest.class.getResource("packages.puml"),
                consideringOnlyDependenciesInDiagram()))
        .check(product);
  }

  @Test
  void noPackageDependsOnOneThatDependsOnIt() {
    slices().matching("(org.domestik.storage..)").should().beFreeOfCycles().check(product);
  }
}
