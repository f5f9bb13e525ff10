// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import org.junit.jupiter.api.Test;

class JsonTreeTest {
  @Test
  void aConnectionThatWaitsKeepsNoBuffersOfItsThread() {
    assertThat(JsonTree.FACTORY._getRecyclerPool())
        .isInstanceOf(JsonRecyclerPools.BoundedPool.class);
  }
}
