// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The probes that the server sends: which of them are accepted, and where they are kept. */
@NullMarked
package org.domestik.agent.distribution;

import org.jspecify.annotations.NullMarked;
