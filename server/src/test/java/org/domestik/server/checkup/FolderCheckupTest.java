// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.checkup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.domestik.model.command.Findings;
import org.junit.jupiter.api.Test;

class FolderCheckupTest {
  private static String said(String files) {
    Findings findings = new Findings();
    new FolderCheckup(findings)
        .files(
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             95000                95000                processes
            Max open files            %s           524288               files
            """
                .formatted(files));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    findings.print(new PrintStream(out, true, UTF_8));
    return out.toString(UTF_8);
  }

  @Test
  void aServerThatMayOpenFewFilesIsToldWithTheCure() {
    assertThat(said("256"))
        .contains("WRONG  the server may have only 256 files open", "-> LimitNOFILE=4096");
    assertThat(said("1024")).contains("Nothing is wrong.");
    assertThat(said("unlimited")).contains("Nothing is wrong.");
  }
}
