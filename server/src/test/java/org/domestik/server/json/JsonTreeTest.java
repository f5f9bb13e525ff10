// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTreeTest {
  @Test
  void aConnectionThatWaitsKeepsNoBuffersOfItsThread() {
    assertThat(JsonTree.FACTORY._getRecyclerPool())
        .isInstanceOf(JsonRecyclerPools.BoundedPool.class);
  }

  @Test
  void wholeNumbersHaveAllTheirDigits() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JsonTree.FACTORY.createGenerator(text)) {
      JsonTree.write(out, List.of(1e15, 0x1p53 + 2, -0x1p62, 0x1p63, 0.5));
    }
    assertThat(text)
        .hasToString(
            "[1000000000000000,9007199254740994,-4611686018427387904,9.223372036854776E18,0.5]");
  }
}
