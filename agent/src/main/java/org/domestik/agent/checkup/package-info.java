// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What is wrong with an agent's files, found without starting it. */
@NullMarked
package org.domestik.agent.checkup;

import org.jspecify.annotations.NullMarked;
