// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a probe may see of the machine: files, commands and clocks, within what the operator allows.
 */
@NullMarked
package org.domestik.agent.machine;

import org.jspecify.annotations.NullMarked;
