// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Keeps the process as small as what it uses, and below what it may take. */
@NullMarked
package org.domestik.agent.memory;

import org.jspecify.annotations.NullMarked;
