// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RpnTest {
  private static final Map<String, Double> VALUES = Map.of("down", 3.0, "none", Double.NaN);

  @Test
  void operandsComeBeforeTheirOperation() {
    assertThat(Rpn.evaluate("down,8,*", VALUES)).isEqualTo(24);
    assertThat(Rpn.evaluate("100,down,-,2,/", VALUES)).isEqualTo(48.5);
    assertThat(Rpn.evaluate("down,UN,0,down,IF", VALUES)).isEqualTo(3);
    assertThat(Rpn.evaluate("none,UN,0,none,IF", VALUES)).isEqualTo(0);
  }

  @Test
  void whatIsNotKnownMakesTheResultUnknown() {
    assertThat(Rpn.evaluate("none,8,*", VALUES)).isNaN();
    assertThat(Rpn.evaluate("down,0,/", VALUES)).isNaN();
  }

  @Test
  void faultsNameTheExpression() {
    assertThatThrownBy(() -> Rpn.evaluate("down,SHIFT", VALUES))
        .hasMessageContaining("\"down,SHIFT\"");
    assertThatThrownBy(() -> Rpn.evaluate("down,up,*", VALUES))
        .hasMessageContaining("\"down,up,*\"");
    assertThatThrownBy(() -> Rpn.evaluate("down,1", VALUES))
        .hasMessageContaining("leaves 2 results");
  }
}
