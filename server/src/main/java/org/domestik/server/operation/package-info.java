// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What is done by command or by schedule rather than by samples: archive, purge, plan, verify,
 * leaks, retire.
 */
@NullMarked
package org.domestik.server.operation;

import org.jspecify.annotations.NullMarked;
