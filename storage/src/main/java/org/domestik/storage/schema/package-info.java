// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The tables and views there are, for all probes and for one. */
@NullMarked
package org.domestik.storage.schema;

import org.jspecify.annotations.NullMarked;
