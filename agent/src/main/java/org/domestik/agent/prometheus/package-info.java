// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Files and exporters in Prometheus' text format as scripts. */
@NullMarked
package org.domestik.agent.prometheus;

import org.jspecify.annotations.NullMarked;
