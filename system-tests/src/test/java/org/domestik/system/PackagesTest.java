// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Packages within a module depend on each other one way, as modules do. */
class PackagesTest {
  private final JavaClasses product =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.domestik");

  @Test
  void noPackageDependsOnOneThatDependsOnIt() {
    assertThat(product.containPackage("org.domestik.agent.spool")).isTrue();
    assertThat(product.containPackage("org.domestik.server.ingest")).isTrue();
    slices().matching("(org.domestik..)").should().beFreeOfCycles().check(product);
  }
}
