// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** How an agent becomes one of a server's: a code, what comes of it, and the file that keeps it. */
@NullMarked
package org.domestik.agent.enrolment;

import org.jspecify.annotations.NullMarked;
